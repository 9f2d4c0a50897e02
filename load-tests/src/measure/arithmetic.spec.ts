import { describe, expect, it } from '@jest/globals';
import { median, percentile, ratioOfRounds } from './arithmetic.js';

describe('median', () => {
  it('is the middle one, or the mean of the two in the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  it('is a value that occurred, by nearest rank', () => {
    expect([50, 95, 99, 100, 0].map((percent) => percentile(hundred, percent))).toEqual([50, 95, 99, 100, 1]);
    expect(percentile([3], 99)).toBe(3);
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
  it('leaves the given numbers as they are', () => {
    const numbers = [3, 1, 2];
    percentile(numbers, 50);
    expect(numbers).toEqual([3, 1, 2]);
  });
});

describe('the ratio of rounds', () => {
  it('compares each round with its own neighbour, so that a slow minute of the machine cancels out', () => {
    expect(ratioOfRounds([100, 10, 50], [200, 20, 200])).toEqual({ median: 0.5, min: 0.25, max: 0.5, rounds: 3 });
  });
  it('is refused for rounds without a partner or without a measurement', () => {
    expect(() => ratioOfRounds([1, 2], [1])).toThrow('2 rounds against 1');
    expect(() => ratioOfRounds([1], [0])).toThrow('nothing was measured in round 1');
  });
});
