import { describe, expect, it } from '@jest/globals';
import { retryAfterMs } from './mail-trouble.js';

const SECOND_MS = 1000;
const middle = (): number => 0.5;
const passing = (tries: number): number | null => retryAfterMs('passing', { tries, refusals: 0 }, middle);
const refused = (refusals: number): number | null => retryAfterMs('refused', { tries: 99, refusals }, middle);

describe('a mail that could not be sent', () => {
  it('is tried again, each time later, up to some minutes, for as long as it takes', () => {
    expect([1, 2, 3, 4].map(passing)).toEqual([10, 20, 40, 80].map((seconds) => seconds * SECOND_MS));
    expect([10, 1000, 1_000_000].map(passing)).toEqual([300, 300, 300].map((seconds) => seconds * SECOND_MS));
  });

  it('is given up when the mail server has refused it five times, over hours, whatever else was in the way', () => {
    const waits = [0, 1, 2, 3, 4].map(refused);
    expect(waits.at(-1)).toBeNull();
    expect(waits.slice(0, -1).reduce<number>((sum, ms) => sum + (ms ?? 0), 0)).toBeGreaterThan(9 * 3600 * SECOND_MS);
  });

  it('is not tried again together with all the others', () => {
    const at = (random: number) => retryAfterMs('passing', { tries: 1, refusals: 0 }, () => random);
    expect([at(0), at(1)]).toEqual([7500, 12_500]);
  });
});
