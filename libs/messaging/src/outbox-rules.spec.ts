import { describe, expect, it } from '@jest/globals';
import { afterAttempt, batchLimit, isDown, nextAttemptAt, openLane, OUTBOX_DEFAULTS } from './outbox-rules.js';

describe('the rules of the relay', () => {
  it('takes a destination for down after three failures in a row, and after one when it was down before', () => {
    const failed = (lane: ReturnType<typeof openLane>) => afterAttempt(lane, 'failed');
    expect(isDown(failed(failed(openLane(0))))).toBe(false);
    expect(isDown(failed(failed(failed(openLane(0)))))).toBe(true);
    expect(isDown(failed(openLane(1)))).toBe(true);
    expect(isDown(failed(afterAttempt(openLane(1), 'delivered')))).toBe(false);
  });

  it('tries a destination that was down with one event', () => {
    expect(batchLimit(openLane(2), 50)).toBe(1);
    expect(batchLimit(openLane(0), 50)).toBe(50);
  });

  it('never gives an event up', () => {
    const { retry } = OUTBOX_DEFAULTS;
    expect(nextAttemptAt(100_000, retry, 0, () => 1)).toBe(retry.maxMs);
  });
});
