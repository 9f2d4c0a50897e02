import { Fault } from '@breakwater/kernel';
import { csvRow, type CsvRow, type Rejection } from '../domain/csv-row.js';
import { parseRecords } from './parse-records.js';

export interface CsvFile {
  readonly rows: readonly CsvRow[];
  /** Rows that are not even rows: wrong number of fields, a stray quote. */
  readonly rejected: readonly Rejection[];
  /** Lines that the header takes up. */
  readonly headerLines: number;
}

/** Reads a product file. Throws `catalogue.import.unreadable` when it is none. */
export function readCsv(text: string): CsvFile {
  const rows: CsvRow[] = [];
  const { records, rejected } = parseRecords(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
  const [first, ...rest] = records;
  if (first === undefined) throw unreadable(rejected[0]?.reason ?? 'the file is empty');
  const header = checkHeader(first.fields);
  for (const { fields, line } of rest) {
    if (fields.length !== header.length) {
      const reason = `${fields.length} fields where the header has ${header.length}`;
      rejected.push({ line, handle: fields[0] ?? '', reason });
    } else {
      rows.push(csvRow(line, Object.fromEntries(fields.map((value, index) => [header[index] ?? '', value]))));
    }
  }
  return { rows, rejected, headerLines: first.lastLine };
}

function checkHeader(record: readonly string[]): readonly string[] {
  const names = record.map((name) => name.trim());
  const missing = [['Handle', 'URL handle'], ['Title'], ['Variant Price', 'Price']]
    .filter((spellings) => !spellings.some((name) => names.includes(name)))
    .map(([name]) => name);
  if (missing.length > 0) throw unreadable(`not a Shopify product file: no column ${missing.join(', ')}`);
  return names;
}

function unreadable(reason: string): Fault {
  return new Fault('unprocessable', 'catalogue.import.unreadable', reason, { publicMessage: reason });
}
