import { describe, expect, it } from '@jest/globals';
import { Freshness } from './freshness.js';

describe('the age of a replica', () => {
  it('is nothing while it has all that the primary was seen at, however long nothing happens', () => {
    const freshness = new Freshness();
    freshness.mark(100n, 0);
    expect(freshness.staleMs(100n, 60_000)).toBe(0);
  });
  it('counts from when the oldest position that it lacks was seen', () => {
    const freshness = new Freshness();
    freshness.mark(100n, 0);
    freshness.mark(200n, 1_000);
    freshness.mark(300n, 2_000);
    expect(freshness.staleMs(100n, 3_000)).toBe(2_000);
    expect(freshness.staleMs(250n, 3_000)).toBe(1_000);
    expect(freshness.staleMs(300n, 3_000)).toBe(0);
  });
  it('grows while the replica stands still, also when the primary is not seen any more', () => {
    const freshness = new Freshness();
    freshness.mark(100n, 0);
    freshness.mark(200n, 1_000);
    expect([2_000, 6_000].map((now) => freshness.staleMs(100n, now))).toEqual([1_000, 5_000]);
  });
  it('starts afresh with another primary whose positions are lower', () => {
    const freshness = new Freshness();
    freshness.mark(500n, 0);
    freshness.mark(100n, 1_000);
    expect(freshness.staleMs(100n, 2_000)).toBe(0);
  });
  it('keeps no more than it needs', () => {
    const freshness = new Freshness();
    for (let i = 0; i < 1_000; i++) {
      freshness.mark(BigInt(i), i);
      expect(freshness.staleMs(BigInt(i), i)).toBe(0);
    }
    expect(freshness.size).toBe(1);
  });
});
