// Test files run in the order of their names: the same on every machine, whatever ran before. TEST_ORDER_SEED=<number>
// shuffles them instead, to find tests that lean on each other; the same number gives the same order.
import { createHash } from 'node:crypto';
import { relative } from 'node:path';

/** A jest test sequencer. */
export default class TestOrder {
  sort(tests) {
    const keyed = tests.map((test) => ({ test, key: keyOf(test) }));
    return keyed.sort((left, right) => (left.key < right.key ? -1 : 1)).map(({ test }) => test);
  }

  /** jest asks for both; nothing is remembered from run to run. */
  cacheResults() {}
  allFailedTests(tests) {
    return tests;
  }
}

function keyOf({ path, context }) {
  const name = relative(context.config.rootDir, path);
  const seed = process.env.TEST_ORDER_SEED;
  return seed === undefined ? name : createHash('sha256').update(`${seed} ${name}`).digest('hex');
}
