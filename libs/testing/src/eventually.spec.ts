import { describe, expect, it } from '@jest/globals';
import { eventually } from './eventually.js';
import { splitLines } from './keeper-protocol.js';

describe('eventually', () => {
  it('waits until the check no longer throws or gives false, and returns what it gave', async () => {
    let calls = 0;
    const check = (): string | false => {
      calls += 1;
      if (calls === 1) throw new Error('not yet');
      return calls > 2 && 'there';
    };
    await expect(eventually(check, { everyMs: 1 })).resolves.toBe('there');
  });
  it('fails with the last error of the check', async () => {
    let calls = 0;
    const check = (): never => {
      calls += 1;
      throw new Error(`failure ${calls}`);
    };
    await expect(eventually(check, { timeoutMs: 200, everyMs: 1 })).rejects.toThrow(/^failure (?!1$)/);
  });
});

describe('lines of a stream', () => {
  it('are whole, however the stream was cut', () => {
    const lines: string[] = [];
    const feed = splitLines((line) => lines.push(line));
    for (const chunk of ['a', 'b\nc', '\n\nd', '\n']) feed(chunk);
    expect(lines).toEqual(['ab', 'c', '', 'd']);
  });
});
