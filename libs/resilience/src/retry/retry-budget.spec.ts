import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RetryBudget } from './retry-budget.js';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

function granted(budget: RetryBudget, firsts: number): number {
  let count = 0;
  for (let i = 0; i < firsts; i++) {
    budget.sent();
    if (budget.take()) count++;
  }
  return count;
}

describe('the budget of retries', () => {
  it('is a tenth of the first calls, however many want one', () => {
    expect(granted(new RetryBudget(), 1000)).toBe(100);
  });
  it('has a small minimum, so that a quiet dependency has retries too', () => {
    expect(granted(new RetryBudget({ minimum: 3 }), 5)).toBe(3);
  });
  it('stays a tenth over an outage of any length', () => {
    const budget = new RetryBudget();
    let retries = 0;
    for (let second = 0; second < 120; second++) {
      retries += granted(budget, 50);
      jest.advanceTimersByTime(1000);
    }
    expect(retries / (120 * 50)).toBeLessThanOrEqual(0.1);
    expect(retries / (120 * 50)).toBeGreaterThan(0.08);
  });
  it('cannot be saved up for longer than its window', () => {
    const budget = new RetryBudget({ windowMs: 10_000 });
    for (let i = 0; i < 1000; i++) budget.sent();
    jest.advanceTimersByTime(11_000);
    expect(granted(budget, 10)).toBe(1);
  });
});
