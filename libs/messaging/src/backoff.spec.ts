import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.js';

const limits = { baseMs: 100, maxMs: 1_000 };

describe('back-off', () => {
  it('doubles up to its limit', () => {
    expect([1, 2, 3, 4, 5, 60, 5_000].map((failures) => backoffMs(failures, limits, () => 1))).toEqual([
      100, 200, 400, 800, 1_000, 1_000, 1_000,
    ]);
  });
  it('is spread over its upper half', () => {
    expect([0, 0.5, 1].map((random) => backoffMs(3, limits, () => random))).toEqual([200, 300, 400]);
  });
});
