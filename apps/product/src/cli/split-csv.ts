import { readCsv } from '../importing/read-csv.js';

export interface CsvPart {
  readonly csv: string;
  /** To be added to a line number of the part, to have the line of the whole file. */
  readonly lineOffset: number;
}

/**
 * Cuts a product file into parts that are imported in a few seconds each, header included. A product's rows stay together,
 * also where they are scattered.
 */
export function splitCsv(csv: string, rowsPerPart: number): CsvPart[] {
  const { rows, headerLines } = readCsv(csv);
  const lines = csv.replace(/^\uFEFF/, '').split(/(?<=\n)/);
  const lastRowOf = new Map(rows.map(({ handle }, index) => [handle.toLowerCase(), index]));
  const parts: CsvPart[] = [];
  let firstLine = headerLines + 1;
  let firstRow = 0;
  let openUntil = 0;
  const cut = (nextLine: number): void => {
    const text = lines.slice(0, headerLines).join('') + lines.slice(firstLine - 1, nextLine - 1).join('');
    parts.push({ csv: text, lineOffset: firstLine - 1 - headerLines });
  };
  for (const [index, { handle }] of rows.entries()) {
    openUntil = Math.max(openUntil, lastRowOf.get(handle.toLowerCase()) ?? index);
    const next = rows[index + 1];
    if (next === undefined || openUntil > index || index + 1 - firstRow < rowsPerPart) continue;
    cut(next.line);
    firstLine = next.line;
    firstRow = index + 1;
  }
  cut(lines.length + 1);
  return parts;
}
