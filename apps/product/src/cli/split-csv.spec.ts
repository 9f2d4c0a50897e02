import { describe, expect, it } from '@jest/globals';
import { readCsv } from '../importing/read-csv.js';
import { generatedCsv, SKUS_PER_PRODUCT } from './generated-csv.js';
import { splitCsv } from './split-csv.js';

const header = 'Handle,Title,Body (HTML),Variant Price\n';
const file = `${header}bad\na,A,"x\ny",1\na,,,2\nb,B,z,3\nbad,row\nc,C,z,4\na,,,5\nd,D,z,6\n`;

describe('a file cut into parts', () => {
  it('has every row once, each with the line it has in the whole file', () => {
    const whole = readCsv(file);
    const parts = splitCsv(file, 1).map(({ csv, lineOffset }) => ({ ...readCsv(csv), lineOffset }));
    const all = parts.flatMap(({ rows, lineOffset }) => rows.map(({ line, handle }) => [line + lineOffset, handle]));
    expect(all).toEqual(whole.rows.map(({ line, handle }) => [line, handle]));
    const bad = parts.flatMap(({ rejected, lineOffset }) => rejected.map(({ line }) => line + lineOffset));
    expect(bad).toEqual(whole.rejected.map(({ line }) => line));
  });
  it('keeps the rows of a product together, also where they are scattered', () => {
    const handles = splitCsv(file, 1).map(({ csv }) => readCsv(csv).rows.map(({ handle }) => handle));
    expect(handles).toEqual([['a', 'a', 'b', 'c', 'a'], ['d']]);
  });
});

describe('the generated shop', () => {
  it('has as many SKUs as were asked for, each once', () => {
    const { rows, rejected } = readCsv(generatedCsv(0, 3, 7));
    expect(rejected).toEqual([]);
    expect(rows).toHaveLength(2 * SKUS_PER_PRODUCT + 7);
    expect(new Set(rows.map(({ sku }) => sku)).size).toBe(rows.length);
  });
});
