import { describe, expect, it } from '@jest/globals';
import { cleanBody } from './clean-body.js';
import { readCsv } from './read-csv.js';

const header = 'Handle,Title,Body (HTML),Variant Price\n';
const lines = (csv: string) => readCsv(csv).rows.map(({ line, handle }) => [line, handle]);

describe('a product file', () => {
  it('knows the first line of each row, also after bodies of several lines and empty lines', () => {
    expect(lines(`${header}a,A,"one\ntwo\nthree",1\n\nb,B,x,2\nc,C,y,3`)).toEqual([
      [2, 'a'],
      [6, 'b'],
      [7, 'c'],
    ]);
  });
  it('is read with Windows line ends and a byte order mark', () => {
    expect(lines(`\uFEFF${header}a,A,"x\r\ny",1\r\nb,B,z,2\r\n`.replaceAll(/(?<!\r)\n/g, '\r\n'))).toEqual([
      [2, 'a'],
      [4, 'b'],
    ]);
  });
  it('loses only the row that has too many or too few fields', () => {
    const { rows, rejected } = readCsv(`${header}a,A\nb,B,x,2\nc,C,x,3,4`);
    expect(rows.map(({ handle }) => handle)).toEqual(['b']);
    expect(rejected.map(({ line, handle }) => [line, handle])).toEqual([
      [2, 'a'],
      [4, 'c'],
    ]);
  });
  it('loses only the row with a stray quote', () => {
    const { rows, rejected } = readCsv(`${header}a,A "quoted",x,1\nb,B,x,2\n`);
    expect(rows.map(({ handle }) => handle)).toEqual(['b']);
    expect(rejected.map(({ line }) => line)).toEqual([2]);
  });
  it('loses only the row whose quote is never closed', () => {
    const { rows, rejected } = readCsv(`${header}a,A,x,1\nb,"B,x,2\nc,C,"x\ny",3\nd,D,x,4\n`);
    expect(rows.map(({ line, handle }) => [line, handle])).toEqual([
      [2, 'a'],
      [4, 'c'],
      [6, 'd'],
    ]);
    expect(rejected.map(({ line }) => line)).toEqual([3]);
  });
  it.each([
    ['', /empty/],
    ['Name,Cost\nx,1', /no column Handle, Title, Variant Price/],
  ])('that is none is refused: %j', (csv, reason) => {
    expect(() => readCsv(csv)).toThrow(
      expect.objectContaining({ code: 'catalogue.import.unreadable', message: expect.stringMatching(reason) }),
    );
  });
});

describe('a body', () => {
  it('keeps paragraphs, lists and emphasis, and nothing that runs, loads or styles', () => {
    const dirty = `<h1 style="x">Hi</h1><p onclick="a()">A <b>b</b> <a href="javascript:x">c</a><img src=x onerror=y></p><script>evil()</script><iframe src=x></iframe><ul><li>d</li></ul>`;
    expect(cleanBody(dirty)).toBe('<p>Hi</p><p>A <strong>b</strong> c</p><ul><li>d</li></ul>');
  });
  it('without markup becomes paragraphs', () => {
    expect(cleanBody('One & two\n\n  Three <3')).toBe('<p>One &amp; two</p><p>Three &lt;3</p>');
    expect(cleanBody('')).toBe('');
  });
});
