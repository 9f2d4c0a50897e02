import { describe, expect, it } from '@jest/globals';
import { AnswerReader } from './answer-reader.js';

const PLAIN = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED = 'HTTP/1.1 503 No\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';

describe('the end of an answer', () => {
  it.each([
    [PLAIN, 200],
    [CHUNKED, 503],
  ])('is found wherever the pieces are cut: %#', (text, status) => {
    for (let cut = 1; cut < text.length; cut++) {
      const reader = new AnswerReader();
      expect(reader.push(Buffer.from(text.slice(0, cut)))).toBeUndefined();
      expect(reader.push(Buffer.from(text.slice(cut)))).toEqual({ status, bytes: text.length });
    }
  });
  it('is found again and again on one connection', () => {
    const reader = new AnswerReader();
    for (const text of [PLAIN, CHUNKED, PLAIN]) expect(reader.push(Buffer.from(text))?.bytes).toBe(text.length);
  });
  it('is not guessed', () => {
    expect(() => new AnswerReader().push(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow('without a length');
  });
});
