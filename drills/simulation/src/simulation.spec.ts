import { describe, expect, it } from '@jest/globals';
import { simulate } from './run.js';

const SEEDS = 300;
const PER_TEST = 10;
const blocks = Array.from({ length: SEEDS / PER_TEST }, (_, i) => ({ from: i * PER_TEST + 1, to: (i + 1) * PER_TEST }));

describe('the shop under a simulated storm', () => {
  it.each(blocks)(
    'loses no order and no money in seeds $from to $to',
    ({ from, to }) => {
      for (let seed = from; seed <= to; seed++) {
        const { violations } = simulate(seed);
        if (violations.length === 0) continue;
        const replay = `npm run simulate -- --seed ${seed} --trace`;
        throw new Error([`seed ${seed} (replay: ${replay})`, ...violations].join('\n  '));
      }
    },
    60_000,
  );

  it('is the same run for the same seed, line by line', () => {
    const traceOf = (seed: number): string[] => {
      const lines: string[] = [];
      simulate(seed, { listener: (line) => lines.push(line) });
      return lines;
    };
    const lines = traceOf(7);
    expect(lines.length).toBeGreaterThan(20);
    expect(traceOf(7)).toEqual(lines);
    expect(traceOf(8)).not.toEqual(lines);
  });
});
