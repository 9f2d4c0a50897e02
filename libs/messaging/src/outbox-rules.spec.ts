import { describe, expect, it } from '@jest/globals';
import { Fault, type FaultKind } from '@breakwater/kernel';
import {
  afterAttempt,
  failedRoundsAfter,
  isDown,
  nextAttemptAt,
  nextBatch,
  openLane,
  OUTBOX_DEFAULTS,
  outcomeOf,
  retryOf,
} from './outbox-rules.js';

describe('the rules of the relay', () => {
  it('takes a destination for down after three failures in a row, and after one when it was down before', () => {
    const failed = (lane: ReturnType<typeof openLane>) => afterAttempt(lane, 'failed');
    expect(isDown(failed(failed(openLane(0))))).toBe(false);
    expect(isDown(failed(failed(failed(openLane(0)))))).toBe(true);
    expect(isDown(failed(openLane(1)))).toBe(true);
    expect(isDown(failed(afterAttempt(openLane(1), 'delivered')))).toBe(false);
  });

  it('tries a destination that was down with one event, the least tried', () => {
    expect(nextBatch(openLane(2), 50)).toEqual({ limit: 1, first: 'least tried' });
    expect(nextBatch(openLane(0), 50)).toEqual({ limit: 50, first: 'oldest' });
  });

  it('takes a refusal of one event for the answer of a destination that is up', () => {
    let lane = openLane(4);
    for (let n = 0; n < 10; n++) lane = afterAttempt(lane, 'refused');
    expect(isDown(lane)).toBe(false);
    expect(nextBatch(lane, 50).limit).toBe(50);
    expect(failedRoundsAfter(lane, 4)).toBe(0);
  });

  it('rests longer each time, and from the beginning when the destination has answered in between', () => {
    const failed = afterAttempt(openLane(4), 'failed');
    expect(failedRoundsAfter(failed, 4)).toBe(5);
    let lane = afterAttempt(openLane(4), 'delivered');
    for (let n = 0; n < 3; n++) lane = afterAttempt(lane, 'failed');
    expect(isDown(lane)).toBe(true);
    expect(failedRoundsAfter(lane, 4)).toBe(1);
  });

  it.each<[FaultKind, string, 'refused' | 'failed']>([
    ['unprocessable', 'inbox.event.unknown', 'refused'],
    ['invalid', 'request.input.invalid', 'refused'],
    ['conflict', 'some.thing.wrong', 'refused'],
    ['not_found', 'some.thing.not_found', 'refused'],
    ['not_found', 'request.route.not_found', 'failed'],
    ['invalid', 'resilience.call.unexplained', 'failed'],
    ['unauthenticated', 'auth.service_token.invalid', 'failed'],
    ['too_many', 'some.thing.busy', 'failed'],
    ['internal', 'internal.error.unexpected', 'failed'],
    ['unavailable', 'resilience.call.unreachable', 'failed'],
    ['timeout', 'resilience.timeout.exceeded', 'failed'],
  ])('takes %s %s for an event that is %s', (kind, code, outcome) => {
    expect(outcomeOf(new Fault(kind, code, 'why'))).toBe(outcome);
  });

  it('lets a refused event wait longer than one that failed', () => {
    expect(retryOf('failed', { baseMs: 1, maxMs: 100 })).toEqual({ baseMs: 1, maxMs: 100 });
    expect(retryOf('refused', { baseMs: 1, maxMs: 100 })).toEqual({ baseMs: 1, maxMs: 400 });
  });

  it('never gives an event up', () => {
    const { retry } = OUTBOX_DEFAULTS;
    expect(nextAttemptAt(100_000, retry, 0, () => 1)).toBe(retry.maxMs);
  });
});
