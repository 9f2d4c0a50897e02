import { describe, expect, it } from '@jest/globals';
import { nextTryAt, scheduleOf, waits } from './next-try.js';
import { newOrder, type Order } from './order-model.js';

const nowMs = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
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

  it.each<[Partial<Order>, number, number]>([
    [{ state: 'requires_action', steps: ['resolve_payment'] }, 14 * MINUTE_MS, 100],
    [
      { state: 'payment_due', steps: ['resolve_payment'], payUntil: new Date(nowMs + 48 * HOUR_MS).toISOString() },
      48 * HOUR_MS,
      2000,
    ],
  ])('that waits for the customer is looked at often for minutes, and then now and then (%o)', (more, forMs, most) => {
    const looks: number[] = [];
    for (let ms = 0; ms < forMs; looks.push(ms))
      ms = nextTryAt({ tries: looks.length, progress: order(more) }, nowMs + ms, () => 0.5).getTime() - nowMs;
    expect(looks.filter((ms) => ms <= 2 * MINUTE_MS).length).toBeGreaterThan(30);
    expect(looks.length).toBeLessThan(most);
    const pauses = looks.slice(1).map((ms, i) => ms - looks[i]!);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(3 * MINUTE_MS);
    expect(looks.at(-1)).toBeLessThanOrEqual(forMs + MINUTE_MS / 2);
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
