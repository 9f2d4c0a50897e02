import { describe, expect, it } from '@jest/globals';
import { nextTryAt, scheduleOf, waits } from './next-try.js';
import { newOrder, type Order } from './order-model.js';

const nowMs = Date.UTC(2026, 0, 1);
const order = (more: Partial<Order>): Order => ({ ...newOrder, ...more });
const deferred = order({ state: 'payment_deferred', steps: ['authorize_payment'] });
const unknown = order({ state: 'unknown', steps: ['resolve_payment'] });

describe('the schedule of an order', () => {
  it('that waits for the provider leaves it to the pacer; the sweeper comes only when that has not for minutes', () => {
    for (const tries of [0, 20]) {
      const { paceAt, nextAttemptAt } = scheduleOf({ tries, progress: deferred }, nowMs);
      expect(paceAt?.getTime()).toBeLessThanOrEqual(nowMs + 60_500);
      expect(Number(nextAttemptAt) - Number(paceAt)).toBe(300_000);
    }
    const owesMore = order({ state: 'payment_deferred', steps: ['extend_hold', 'authorize_payment'] });
    expect(waits(owesMore)).toBe(false);
    expect(scheduleOf({ tries: 0, progress: owesMore }, nowMs).paceAt).toBeNull();
  });

  it('whose outcome is not known is looked at every few seconds, by the sweeper', () => {
    const { paceAt, nextAttemptAt } = scheduleOf({ tries: 20, progress: unknown }, nowMs);
    expect(paceAt).toBeNull();
    expect(Number(nextAttemptAt)).toBeLessThanOrEqual(nowMs + 5500);
  });

  it('spreads what failed together, and waits longer each time', () => {
    const at = (tries: number, random: number) =>
      nextTryAt({ tries, progress: deferred }, nowMs, () => random).getTime() - nowMs;
    expect([at(0, 0), at(0, 1), at(3, 1), at(50, 1)]).toEqual([500, 1500, 8500, 60_500]);
  });

  it('that waits for another card is looked at when the window is over', () => {
    const payUntil = new Date(nowMs + 5000).toISOString();
    const due = order({ state: 'payment_due', steps: ['await_payment'], payUntil });
    expect(scheduleOf({ tries: 0, progress: due }, nowMs).nextAttemptAt).toEqual(new Date(nowMs + 5001));
  });
});
