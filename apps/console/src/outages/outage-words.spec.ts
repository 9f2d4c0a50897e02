import { expect, it } from '@jest/globals';
import { lastedWords, outageState } from './outage-words.js';

const at = (second: number) => new Date(second * 1000).toISOString();

it('is over only when all that was deferred has been worked off', () => {
  expect(outageState({ endedAt: null, drainedAt: null }).text).toBe('still out');
  expect(outageState({ endedAt: at(5), drainedAt: null }).text).toBe('catching up');
  expect(outageState({ endedAt: at(5), drainedAt: at(9) }).text).toBe('over');
});

it('lasts until its end, or until now', () => {
  expect(lastedWords({ beganAt: at(0), endedAt: at(42) }, 999_000)).toBe('42 s');
  expect(lastedWords({ beganAt: at(0), endedAt: null }, 300_000)).toBe('5 min');
});
