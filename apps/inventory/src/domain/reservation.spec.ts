import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide, type Event, type Reservation, type ReservationState, type State } from './reservation.js';

const orderId = '01890000-0000-7000-8000-000000000001';
const empty = (available: Record<string, number>): State => ({
  reservation: null,
  available: new Map(Object.entries(available)),
});
const reserve = (lines: { sku: string; quantity: number }[]): Event => ({
  type: 'reserve',
  orderId,
  lines,
  nowMs: 0,
  expiresAtMs: 1000,
});
const again = (nowMs: number, quantity = 2): Event => ({
  type: 'reserve',
  orderId,
  lines: [{ sku: 'A', quantity }],
  nowMs,
  expiresAtMs: nowMs + 1000,
});
const sold = (quantity: number): State =>
  decide(decide(empty({ A: 5, B: 5 }), reserve([{ sku: 'A', quantity }])).state, { type: 'confirm', nowMs: 0 }).state;
const giveBack = (returnId: string, quantity: number, sku = 'A'): Event => ({
  type: 'return',
  returnId,
  lines: [{ sku, quantity }],
});
const held = decide(empty({ A: 5, B: 5 }), reserve([{ sku: 'A', quantity: 2 }])).state;
const inState = (state: ReservationState): State =>
  held.reservation === null ? held : { ...held, reservation: { ...held.reservation, state } };

describe('a reservation', () => {
  it('holds all lines or none', () => {
    const two = [
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 9 },
    ];
    expect(() => decide(empty({ A: 5, B: 5 }), reserve(two))).toThrow(
      expect.objectContaining({
        code: 'inventory.stock.insufficient',
        details: { lines: [{ sku: 'B', requested: 9, available: 5 }] },
      }),
    );
  });

  it('adds up lines of the same SKU before it looks at the stock', () => {
    const twice = [
      { sku: 'A', quantity: 3 },
      { sku: 'A', quantity: 3 },
    ];
    expect(() => decide(empty({ A: 5 }), reserve(twice))).toThrow(
      expect.objectContaining({ code: 'inventory.stock.insufficient' }),
    );
  });

  it('is made once, however often it is asked for', () => {
    expect(decide(held, reserve([{ sku: 'A', quantity: 2 }]))).toEqual({ state: held, effects: [] });
  });

  it('refuses other lines for the same order', () => {
    expect(() => decide(held, reserve([{ sku: 'A', quantity: 3 }]))).toThrow(
      expect.objectContaining({ code: 'inventory.reservation.mismatch' }),
    );
  });

  it('that has expired holds anew when it is asked for again, all lines or none, and other lines never', () => {
    const expired = decide(held, { type: 'expire', nowMs: 1000 }).state;
    const { state, effects } = decide(expired, again(5000));
    expect(state.reservation).toMatchObject({ state: 'held', expiresAtMs: 6000 });
    expect(effects).toEqual([
      { type: 'move_stock', from: 'available', to: 'held', lines: [{ sku: 'A', quantity: 2 }] },
    ]);
    expect(decide(state, again(5001))).toEqual({ state, effects: [] });
    expect(() => decide({ ...expired, available: new Map([['A', 1]]) }, again(5000))).toThrow(
      expect.objectContaining({ code: 'inventory.stock.insufficient' }),
    );
    expect(() => decide(expired, again(5000, 1))).toThrow(
      expect.objectContaining({ code: 'inventory.reservation.mismatch' }),
    );
  });

  it('whose time is over and that nobody has given back yet is held on when it is asked for again', () => {
    const { state, effects } = decide(held, again(1000));
    expect([state.reservation?.state, state.reservation?.expiresAtMs, effects]).toEqual(['held', 2000, []]);
  });

  it('that was released, also after it had expired, is never held again', () => {
    const expired = decide(held, { type: 'expire', nowMs: 1000 }).state;
    for (const state of [expired, held]) {
      const released = decide(state, { type: 'release' }).state;
      expect(decide(released, again(5000))).toEqual({ state: released, effects: [] });
    }
  });

  it.each<[ReservationState, Event, string]>([
    ['held', { type: 'confirm', nowMs: 999 }, 'confirmed'],
    ['held', { type: 'confirm', nowMs: 1000 }, 'inventory.reservation.expired'],
    ['confirmed', { type: 'confirm', nowMs: 5000 }, 'confirmed'],
    ['released', { type: 'confirm', nowMs: 0 }, 'inventory.reservation.released'],
    ['expired', { type: 'confirm', nowMs: 0 }, 'inventory.reservation.expired'],
    ['held', { type: 'release' }, 'released'],
    ['confirmed', { type: 'release' }, 'released'],
    ['released', { type: 'release' }, 'released'],
    ['expired', { type: 'release' }, 'released'],
    ['held', { type: 'expire', nowMs: 1000 }, 'expired'],
    ['held', { type: 'expire', nowMs: 999 }, 'held'],
    ['confirmed', { type: 'expire', nowMs: 5000 }, 'confirmed'],
    ['released', { type: 'expire', nowMs: 5000 }, 'released'],
    ['expired', { type: 'expire', nowMs: 5000 }, 'expired'],
    ['held', { type: 'extend', nowMs: 0, expiresAtMs: 2000 }, 'held'],
    ['confirmed', { type: 'extend', nowMs: 0, expiresAtMs: 2000 }, 'confirmed'],
    ['released', { type: 'extend', nowMs: 0, expiresAtMs: 2000 }, 'inventory.reservation.released'],
    ['expired', { type: 'extend', nowMs: 0, expiresAtMs: 2000 }, 'inventory.reservation.expired'],
  ])('that is %s answers %o with %s', (state, event, expected) => {
    if (expected.includes('.')) {
      expect(() => decide(inState(state), event)).toThrow(expect.objectContaining({ code: expected }));
    } else {
      expect(decide(inState(state), event).state.reservation?.state).toBe(expected);
    }
  });

  it('takes back what was sold, once per return, and gives back only the rest when it is released', () => {
    const once = decide(sold(3), giveBack('r1', 2));
    expect(once.effects).toEqual([
      { type: 'move_stock', from: 'confirmed', to: 'available', lines: [{ sku: 'A', quantity: 2 }] },
    ]);
    expect(decide(once.state, giveBack('r1', 2))).toEqual({ state: once.state, effects: [] });
    expect(() => decide(once.state, giveBack('r1', 1))).toThrow(
      expect.objectContaining({ code: 'inventory.return.mismatch' }),
    );
    expect(decide(once.state, { type: 'release' }).effects).toEqual([
      { type: 'move_stock', from: 'confirmed', to: 'available', lines: [{ sku: 'A', quantity: 1 }] },
    ]);
  });

  it.each<[string, State, Event]>([
    ['more than was sold', sold(3), giveBack('r1', 4)],
    ['more than has not come back yet', decide(sold(3), giveBack('r1', 2)).state, giveBack('r2', 2)],
    ['what was not sold', sold(3), giveBack('r1', 1, 'B')],
    ['what is only held', held, giveBack('r1', 1)],
    ['what went back already', decide(sold(3), { type: 'release' }).state, giveBack('r1', 1)],
  ])('does not take back %s', (_what, state, event) => {
    expect(() => decide(state, event)).toThrow(
      expect.objectContaining({ code: 'inventory.return.exceeds_reservation' }),
    );
  });

  it('never makes or loses a unit, whatever happens in whatever order', () => {
    const event = fc.oneof(
      fc.record({
        type: fc.constant('reserve' as const),
        orderId: fc.constant(orderId),
        nowMs: fc.integer({ min: 0, max: 2000 }),
        expiresAtMs: fc.integer({ min: 500, max: 2500 }),
        lines: fc.array(fc.record({ sku: fc.constantFrom('A', 'B'), quantity: fc.integer({ min: 1, max: 9 }) }), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
      fc.record({ type: fc.constant('confirm' as const), nowMs: fc.integer({ min: 0, max: 2000 }) }),
      fc.record({ type: fc.constant('release' as const) }),
      fc.record({
        type: fc.constant('return' as const),
        returnId: fc.constantFrom('r1', 'r2', 'r3'),
        lines: fc.array(fc.record({ sku: fc.constantFrom('A', 'B', 'C'), quantity: fc.integer({ min: 1, max: 3 }) }), {
          minLength: 1,
          maxLength: 2,
        }),
      }),
      fc.record({ type: fc.constant('expire' as const), nowMs: fc.integer({ min: 0, max: 2000 }) }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const buckets = { available: 10, held: 0, confirmed: 0 };
        let state = empty({ A: 5, B: 5 });
        for (const next of events) {
          try {
            const decision = decide(state, next);
            state = decision.state;
            for (const { from, to, lines } of decision.effects) {
              for (const { quantity } of lines) {
                buckets[from] -= quantity;
                buckets[to] += quantity;
              }
            }
          } catch {
            // A refusal changes nothing; the sums below show it.
          }
          expect(buckets.available + buckets.held + buckets.confirmed).toBe(10);
          expect(
            Math.min(buckets.available, buckets.held, buckets.confirmed, ...state.available.values()),
          ).toBeGreaterThanOrEqual(0);
          if (state.reservation?.state === 'held') expect(buckets.held).toBe(unitsOut(state.reservation));
          if (state.reservation?.state === 'confirmed') expect(buckets.confirmed).toBe(unitsOut(state.reservation));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function unitsOut({ lines, returns }: Reservation): number {
  const units = (of: readonly { quantity: number }[]) => of.reduce((sum, { quantity }) => sum + quantity, 0);
  return units(lines) - units(returns.flatMap((one) => one.lines));
}
