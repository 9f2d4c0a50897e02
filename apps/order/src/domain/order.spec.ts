import { describe, expect, it } from '@jest/globals';
import { allows, decide, newOrder, type Order, type OrderEvent, type OrderState } from './order.js';
import { ORDER_MOVES, ORDER_STATES } from './order-moves.js';

const events: readonly OrderEvent[] = [
  { type: 'stock_reserved' },
  { type: 'stock_refused', shortages: [{ sku: 'A', requested: 2, available: 1 }] },
  { type: 'payment_authorized' },
  { type: 'payment_declined', decline: { code: 'insufficient_funds', message: 'x' } },
  { type: 'action_required', url: 'https://bank.example' },
  { type: 'outcome_unknown' },
  { type: 'provider_unavailable' },
  { type: 'hold_confirmed' },
  { type: 'hold_lost' },
  { type: 'payment_captured' },
  { type: 'capture_failed' },
  { type: 'cancelled' },
  { type: 'fulfilled' },
  { type: 'refunded' },
];
const states = Object.keys(ORDER_STATES) as OrderState[];
const pairs = states.flatMap((state) => events.map((event) => ({ state, event })));
const run = (...list: OrderEvent[]): Order => list.reduce((order, event) => decide(order, event).state, newOrder);

describe('the order state machine', () => {
  it.each(pairs)('$state takes $event.type only as its table says', ({ state, event }) => {
    const move = ORDER_MOVES.find(([from, type]) => from === state && type === event.type);
    expect(allows(state, event.type)).toBe(move !== undefined);
    if (move === undefined) {
      expect(() => decide({ ...newOrder, state }, event)).toThrow(
        expect.objectContaining({ code: 'order.move.illegal' }),
      );
    } else {
      expect(decide({ ...newOrder, state }, event).state.state).toBe(move[2]);
    }
  });

  it('has no two moves for the same state and event', () => {
    const keys = ORDER_MOVES.map(([from, event]) => `${from} ${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('gives every state that is not final a step to go on with', () => {
    for (const [, , to] of ORDER_MOVES) {
      const [from, type] = ORDER_MOVES.find((move) => move[2] === to) ?? [];
      const event = events.find((candidate) => candidate.type === type);
      if (from === undefined || event === undefined) throw new Error(`no way to ${to}`);
      const { steps } = decide({ ...newOrder, state: from }, event).state;
      if (!ORDER_STATES[to].final) expect(steps.length).toBeGreaterThan(0);
    }
  });

  it('reserves before it asks for money and confirms the hold before it takes the money', () => {
    expect(newOrder.steps).toEqual(['reserve_stock']);
    expect(run({ type: 'stock_reserved' }).steps).toEqual(['authorize_payment']);
    expect(run({ type: 'stock_reserved' }, { type: 'payment_authorized' }).steps).toEqual(['confirm_hold']);
    const confirmed = run({ type: 'stock_reserved' }, { type: 'payment_authorized' }, { type: 'hold_confirmed' });
    expect(confirmed.steps).toEqual(['capture_payment']);
  });

  it('keeps the stock held while the outcome of a payment is unknown', () => {
    expect(run({ type: 'stock_reserved' }, { type: 'outcome_unknown' }).steps).toEqual(['resolve_payment']);
  });

  it('voids and restocks when the capture fails', () => {
    const order = run(
      { type: 'stock_reserved' },
      { type: 'payment_authorized' },
      { type: 'hold_confirmed' },
      { type: 'capture_failed' },
    );
    expect(order).toMatchObject({
      state: 'rejected',
      rejection: 'capture_failed',
      steps: ['void_payment', 'release_stock'],
    });
  });

  it('tells a customer by mail how a deferred order ended, and once only that it is deferred', () => {
    const deferred = decide(run({ type: 'stock_reserved' }), { type: 'provider_unavailable' });
    expect(deferred.effects).toContainEqual({ type: 'notify', notice: 'order_recorded' });
    const declined = decide(deferred.state, { type: 'payment_declined', decline: { code: 'x', message: 'x' } });
    expect(declined.effects).toEqual([{ type: 'notify', notice: 'payment_declined' }]);
    const again = decide(decide(deferred.state, { type: 'outcome_unknown' }).state, { type: 'provider_unavailable' });
    expect(again.effects).not.toContainEqual({ type: 'notify', notice: 'order_recorded' });
  });
});
