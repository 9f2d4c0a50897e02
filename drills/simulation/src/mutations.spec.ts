import { describe, expect, it } from '@jest/globals';
import { MUTATIONS } from './mutations.js';
import { simulate } from './run.js';

const AMONG = 500;

/** The first seed that shows the bug, and how. */
function find({ wiring, conditions, breaks }: (typeof MUTATIONS)[number]): { seed: number; shown: string } {
  for (let seed = 1; seed <= AMONG; seed++) {
    const shown = simulate(seed, { wiring, ...conditions }).violations.find((violation) => breaks.test(violation));
    if (shown !== undefined) return { seed, shown };
  }
  throw new Error('no seed shows it');
}

describe('a planted bug is found', () => {
  it.each(MUTATIONS)(
    `by one of ${AMONG} seeds, under conditions in which the shop as it is does nothing wrong: $name`,
    (mutation) => {
      const { seed, shown } = find(mutation);
      expect(shown).toMatch(mutation.breaks);
      expect(simulate(seed, mutation.conditions).violations).toEqual([]);
    },
    60_000,
  );
});
