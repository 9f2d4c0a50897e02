import { describe, expect, it } from '@jest/globals';
import { MUTATIONS } from './mutations.js';
import { simulate } from './run.js';

const AMONG = 500;

/** The first seed that shows the bug, and how. */
function find({ wiring, conditions, breaks }: (typeof MUTATIONS)[number]): string | undefined {
  for (let seed = 1; seed <= AMONG; seed++) {
    const shown = simulate(seed, { wiring, ...conditions }).violations.find((violation) => breaks.test(violation));
    if (shown !== undefined) return `seed ${seed}: ${shown}`;
  }
  return undefined;
}

describe('a planted bug is found', () => {
  it.each(MUTATIONS)(
    `by one of ${AMONG} seeds: $name`,
    (mutation) => {
      expect(find(mutation)).toMatch(mutation.breaks);
    },
    60_000,
  );
});
