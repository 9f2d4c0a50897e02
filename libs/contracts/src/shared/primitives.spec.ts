import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { Line, OptionalLine, SkuList } from './primitives.js';

describe('a line of text', () => {
  it('is kept as it is, but for the spaces around it', () => {
    for (const text of ["<b>'; DROP TABLE orders;--", 'Zoë 🛶', 'a  b'])
      expect(Line(40).parse(` ${text}\n`)).toBe(text);
  });

  it('holds no control characters and no halves of characters', () => {
    for (const text of ['a\0b', 'a\nb', '\u001b[1m', 'a\ud800', '\udc00b']) {
      expect(Line(40).safeParse(text).success).toBe(false);
      expect(OptionalLine(40).safeParse(text).success).toBe(false);
    }
  });

  it('is not empty unless it is optional, and its description says so', () => {
    const pattern = new RegExp(z.toJSONSchema(Line(40)).pattern ?? '', 'u');
    for (const text of ['', ' ', '\u00a0\t']) {
      expect(Line(40).safeParse(text).success).toBe(false);
      expect(pattern.test(text)).toBe(false);
      expect(OptionalLine(40).parse(text)).toBe('');
    }
  });
});

it('a list of SKUs is described as it is read', () => {
  const pattern = new RegExp(z.toJSONSchema(SkuList, { io: 'input' }).pattern ?? '', 'u');
  const skus = (count: number): string => Array.from({ length: count }, (_, index) => `A-${index}`).join(',');
  for (const text of ['A', 'A,b.1', skus(200)])
    expect([pattern.test(text), SkuList.safeParse(text).success]).toEqual([true, true]);
  for (const text of ['', ',', 'A,', 'A, B', skus(201)]) {
    expect([pattern.test(text), SkuList.safeParse(text).success]).toEqual([false, false]);
  }
});
