import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import type { Rejection } from '../domain/csv-row.js';

interface ParsedRecord {
  readonly fields: readonly string[];
  /** Of its first character, and of its last; the first line is 1. */
  readonly line: number;
  readonly lastLine: number;
}

interface Parsed {
  readonly records: ParsedRecord[];
  readonly rejected: Rejection[];
}

/** A file with more stray quotes than this is no file to be saved. */
const MOST_RECOVERIES = 100;

/**
 * Splits a file into records. A stray quote, also one that would swallow the rest of the file, takes only the line with
 * it on which its record begins: reading starts again on the next one.
 */
export function parseRecords(text: string): Parsed {
  const all: Parsed = { records: [], rejected: [] };
  let rest = text;
  let linesBefore = 0;
  for (let attempt = 0; attempt <= MOST_RECOVERIES; attempt++) {
    const failedLine = parseFrom(rest, linesBefore, all);
    if (failedLine === undefined) return all;
    rest = rest.slice(startOfLine(rest, failedLine - linesBefore + 1));
    linesBefore = failedLine;
  }
  all.rejected.push({
    line: linesBefore + 1,
    handle: '',
    reason: 'too many stray quotes, nothing was read from here on',
  });
  return all;
}

/** Adds the records up to the first one that cannot be read; returns the line on which that one begins. */
function parseFrom(text: string, linesBefore: number, { records, rejected }: Parsed): number | undefined {
  let last = 0;
  try {
    parse(text, {
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      raw: true,
      info: true,
      on_record: (parsed: unknown) => {
        const { record, raw, info } = parsed as { record: string[]; raw: string; info: InfoRecord };
        const breaks = raw.replaceAll(/^\n+|\n$/g, '').match(/\n/g)?.length ?? 0;
        last = info.lines;
        records.push({ fields: record, line: linesBefore + last - breaks, lastLine: linesBefore + last });
        return null;
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const blank = /^\n*/.exec(text.slice(startOfLine(text, last + 1)))?.[0].length ?? 0;
    const line = linesBefore + last + blank + 1;
    rejected.push({ line, handle: '', reason: error.message });
    return line;
  }
}

/** Where line `number` (from 1) begins. */
function startOfLine(text: string, number: number): number {
  let at = 0;
  for (let line = 1; line < number; line++) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at;
}
