import { describe, expect, it } from '@jest/globals';
import { allows, decide, newOrder, type Order, type OrderEvent, type OrderState, stepDone } from './order.js';
import { type MoveName, ORDER_MOVES, ORDER_STATES } from './order-moves.js';
import { newsAfterVoid } from './step-outcomes.js';

const payUntil = '2026-01-03T00:00:00.000Z';
const decline = { code: 'insufficient_funds', message: 'x' };
const refund = { id: 'r1', amountMinor: 400, reason: 'broken', lines: [{ sku: 'A', quantity: 1 }], at: payUntil };
const cancelled = { type: 'cancelled', by: 'customer' } as const;
const declined = { type: 'payment_declined', decline, payUntil } as const;
const action = { type: 'action_required', url: 'https://bank.example', payUntil } as const;
const again = { type: 'payment_resubmitted', attemptId: 'a2', paymentMethod: 'pm_2' } as const;

/** An event that is this move, and what of the order makes it so. */
const MOVES: Readonly<Record<MoveName, readonly [OrderEvent, Partial<Order>?]>> = {
  stock_reserved: [{ type: 'stock_reserved' }],
  stock_refused: [{ type: 'stock_refused', shortages: [{ sku: 'A', requested: 2, available: 1 }] }],
  payment_authorized: [{ type: 'payment_authorized' }],
  payment_declined: [declined],
  late_decline: [declined, { deferred: true }],
  action_required: [action],
  late_action: [action, { deferred: true }],
  outcome_unknown: [{ type: 'outcome_unknown' }],
  provider_unavailable: [{ type: 'provider_unavailable' }],
  payment_resubmitted: [again],
  payment_method_missing: [{ type: 'payment_method_missing', payUntil }],
  former_payment_open: [{ type: 'former_payment_open', decline }],
  hold_confirmed: [{ type: 'hold_confirmed' }],
  hold_lost: [{ type: 'hold_lost' }],
  payment_captured: [{ type: 'payment_captured', amountMinor: 1000 }],
  capture_failed: [{ type: 'capture_failed' }],
  cancelled: [cancelled],
  fulfilled: [{ type: 'fulfilled' }],
  refund_requested: [{ type: 'refund_requested', refund }],
  refund_handed_over: [{ type: 'refund_handed_over', refundId: 'r1' }],
  refund_settled: [{ type: 'refund_settled', refundId: 'r1' }],
  refunded: [
    { type: 'refund_settled', refundId: 'r1' },
    { refunds: [{ ...refund, amountMinor: 1000, state: 'pending', returned: false }] },
  ],
  refund_failed: [{ type: 'refund_failed', refundId: 'r1' }],
  stock_returned: [{ type: 'stock_returned', refundId: 'r1' }],
  charge_found: [{ type: 'charge_found', amountMinor: 1000, refundId: 'r2', at: payUntil }],
};
/** In `unknown` whatever the bank says is late. */
const ALWAYS_LATE: readonly (readonly [OrderState, MoveName])[] = [
  ['unknown', 'payment_declined'],
  ['unknown', 'action_required'],
];

const states = Object.keys(ORDER_STATES) as OrderState[];
const names = Object.keys(MOVES) as MoveName[];
const pairs = states
  .flatMap((state) => names.map((name) => ({ state, name })))
  .filter(({ state, name }) => !ALWAYS_LATE.some(([s, n]) => s === state && n === name));
const run = (...list: OrderEvent[]): Order => list.reduce((order, event) => decide(order, event).state, newOrder);
const reserved = { type: 'stock_reserved' } as const;
const paidWith = (amountMinor: number): Order =>
  run(reserved, { type: 'payment_authorized' }, { type: 'hold_confirmed' }, { type: 'payment_captured', amountMinor });

describe('the order state machine', () => {
  it.each(pairs)('$state takes $name only as its table says', ({ state, name }) => {
    const [event, more] = MOVES[name];
    const order: Order = { ...newOrder, state, capturedMinor: 1000, ...more };
    const move = ORDER_MOVES.find(([from, type]) => from === state && type === name);
    expect(allows(order, event)).toBe(move !== undefined);
    if (move === undefined) {
      expect(() => decide(order, event)).toThrow(expect.objectContaining({ code: 'order.move.illegal' }));
    } else {
      const { state: after } = decide(order, event);
      expect(after.state).toBe(move[2]);
      if (!ORDER_STATES[after.state].final) expect(after.steps.length).toBeGreaterThan(0);
    }
  });

  it('has no two moves for the same state and event', () => {
    const keys = ORDER_MOVES.map(([from, event]) => `${from} ${event}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('reserves before it asks for money and confirms the hold before it takes the money', () => {
    expect(newOrder.steps).toEqual(['reserve_stock']);
    expect(run(reserved).steps).toEqual(['authorize_payment']);
    expect(run(reserved, { type: 'payment_authorized' }).steps).toEqual(['confirm_hold']);
    expect(run(reserved, { type: 'payment_authorized' }, { type: 'hold_confirmed' }).steps).toEqual([
      'capture_payment',
    ]);
  });

  it('keeps the stock held for longer while the outcome of a payment is unknown or the provider is out', () => {
    expect(run(reserved, { type: 'outcome_unknown' }).steps).toEqual(['extend_hold', 'resolve_payment']);
    expect(run(reserved, { type: 'provider_unavailable' }).steps).toEqual(['extend_hold', 'authorize_payment']);
  });

  it('voids before it releases the stock, whatever ends it', () => {
    const capture = run(
      reserved,
      { type: 'payment_authorized' },
      { type: 'hold_confirmed' },
      { type: 'capture_failed' },
    );
    expect(capture).toMatchObject({ state: 'rejected', rejection: 'capture_failed' });
    for (const order of [
      capture,
      run(reserved, { type: 'outcome_unknown' }, cancelled),
      run(reserved, { type: 'provider_unavailable' }, { type: 'hold_lost' }),
      run(reserved, { type: 'provider_unavailable' }, declined, cancelled),
    ]) {
      expect(order.steps).toEqual(['void_payment', 'release_stock']);
    }
  });
});

describe('an order that asks for its payment in vain until its stock is gone', () => {
  it('ends, and its customer is told', () => {
    const { state, effects } = decide(run(reserved), { type: 'hold_lost' });
    expect(state).toMatchObject({ state: 'rejected', rejection: 'hold_expired' });
    expect(state.steps).toEqual(['void_payment', 'release_stock']);
    expect(effects).toContainEqual({ type: 'notify', notice: 'order_cancelled' });
  });
});

describe('an order whose payment was deferred', () => {
  const deferred = decide(run(reserved), { type: 'provider_unavailable' });

  it('belongs to the outage, and its customer is told once that it is recorded', () => {
    expect(deferred.effects).toEqual([
      { type: 'clear_cart' },
      { type: 'join_outage' },
      { type: 'notify', notice: 'order_recorded' },
    ]);
    const twice = decide(decide(deferred.state, { type: 'outcome_unknown' }).state, { type: 'provider_unavailable' });
    expect(twice.effects).not.toContainEqual({ type: 'notify', notice: 'order_recorded' });
  });

  it('that is paid in the end is apologised for, an order that was paid at once is not', () => {
    const confirmed = [{ type: 'payment_authorized' }, { type: 'hold_confirmed' }] as const;
    const captured = { type: 'payment_captured', amountMinor: 1000 } as const;
    const late = confirmed.reduce((order, event) => decide(order, event).state, deferred.state);
    expect(decide(late, captured).effects).toContainEqual({ type: 'apologise' });
    expect(decide(run(reserved, ...confirmed), captured).effects).not.toContainEqual({ type: 'apologise' });
  });

  it('may be paid by another card when the bank says no: one mail, one window, however many cards', () => {
    const due = decide(deferred.state, declined);
    expect(due.state).toMatchObject({ state: 'payment_due', payUntil, steps: ['extend_hold', 'await_payment'] });
    expect(due.effects).toEqual([{ type: 'notify', notice: 'payment_due' }]);
    const retried = decide(due.state, again).state;
    expect(retried.nextPayment).toEqual({ attemptId: 'a2', paymentMethod: 'pm_2' });
    expect(retried.steps).toEqual(['void_payment', 'switch_attempt', 'authorize_payment']);
    const refused = decide(retried, { ...declined, payUntil: '2030-01-01T00:00:00.000Z' });
    expect(refused.state).toMatchObject({ state: 'payment_due', payUntil });
    expect(refused.effects).toEqual([]);
  });

  it('is told again when another card was deferred as well, because nobody saw what came of it', () => {
    const retried = decide(decide(deferred.state, declined).state, again).state;
    for (const later of [{ type: 'provider_unavailable' }, { type: 'outcome_unknown' }] as const) {
      const refused = decide(decide(retried, later).state, declined);
      expect(refused.state).toMatchObject({ state: 'payment_due', payUntil });
      expect(refused.effects).toEqual([{ type: 'notify', notice: 'payment_due' }]);
    }
  });

  it('waits for the bank when 3-D Secure is asked for late, and tells so by mail', () => {
    const due = decide(deferred.state, action);
    expect(due.state).toMatchObject({ state: 'payment_due', nextActionUrl: action.url });
    expect(due.state.steps).toEqual(['extend_hold', 'resolve_payment']);
    expect(due.effects).toEqual([{ type: 'notify', notice: 'payment_due' }]);
    expect(decide(due.state, { type: 'payment_authorized' }).state.state).toBe('authorized');
  });
});

describe('an order that was placed without a card', () => {
  const missing = { type: 'payment_method_missing', payUntil } as const;
  const due = decide(run(reserved), missing);

  it('has its things put aside and asks for a card by mail, once the provider is well', () => {
    expect(due.state).toMatchObject({ state: 'payment_due', payUntil, deferred: true, decline: null });
    expect(due.state.steps).toEqual(['extend_hold', 'await_payment']);
    expect(due.effects).toEqual([{ type: 'clear_cart' }, { type: 'notify', notice: 'payment_due' }]);
    const late = decide(run(reserved, { type: 'provider_unavailable' }), missing);
    expect(late.state).toMatchObject({ state: 'payment_due', payUntil });
    expect(late.effects).toContainEqual({ type: 'notify', notice: 'payment_due' });
  });

  it('is paid by the first card that is given as by another one', () => {
    expect(decide(due.state, again).state).toMatchObject({ state: 'reserved', payUntil });
    expect(decide(due.state, cancelled).state.state).toBe('cancelled');
  });
});

describe('another card', () => {
  const due = run(reserved, { type: 'provider_unavailable' }, declined);
  const retried = decide(due, again).state;

  it('waits for the end of the former attempt, also while the provider is out', () => {
    const deferred = decide(retried, { type: 'provider_unavailable' }).state;
    expect(deferred.steps).toEqual(['extend_hold', 'void_payment', 'switch_attempt', 'authorize_payment']);
    expect(deferred.nextPayment).toEqual(retried.nextPayment);
  });

  it('that waits too long for that is not asked for: the customer is told, and the former attempt is watched', () => {
    const { state: left, effects } = decide(retried, { type: 'former_payment_open', decline });
    expect(left).toMatchObject({ state: 'payment_due', payUntil, decline, nextPayment: null });
    expect(left.steps).toEqual(['extend_hold', 'resolve_payment']);
    expect(effects).toEqual([{ type: 'notify', notice: 'payment_due' }]);
    expect(decide(left, action).state.nextActionUrl).toBe(action.url);
    expect(decide(left, { type: 'payment_authorized' }).state.state).toBe('authorized');
    expect(decide(left, again).state.steps).toEqual(retried.steps);
  });

  it('is not charged when the former attempt turns out to have paid', () => {
    const paid = newsAfterVoid({ state: 'captured', amountMinor: 1000 }, retried, { refundId: 'r9', at: payUntil });
    expect(paid).toEqual({ type: 'payment_authorized' });
    expect(decide(retried, { type: 'payment_authorized' }).state).toMatchObject({
      state: 'authorized',
      nextPayment: null,
    });
  });
});

describe('an order that has ended and turns out to be charged', () => {
  const ended = run(reserved, { type: 'provider_unavailable' }, declined, cancelled);
  const found = newsAfterVoid({ state: 'captured', amountMinor: 1000 }, ended, { refundId: 'r9', at: payUntil });

  it('gives all of it back, and its stock is released as well', () => {
    if (found === null || typeof found === 'string') throw new Error('nothing came of it');
    const charged = decide(ended, found).state;
    expect(charged).toMatchObject({ state: 'cancelled', capturedMinor: 1000 });
    expect(charged.steps).toEqual(['release_stock', 'refund_payment']);
    expect(decide(charged, found).state.refunds).toHaveLength(1);
    const { state, effects } = decide(stepDone(charged).state, { type: 'refund_settled', refundId: 'r9' });
    expect(state).toMatchObject({ state: 'refunded', steps: [] });
    expect(effects).toEqual([{ type: 'notify', notice: 'order_refunded' }]);
  });

  it('can be refunded by a person when the provider would not', () => {
    if (found === null || typeof found === 'string') throw new Error('nothing came of it');
    const failed = [found, { type: 'refund_failed', refundId: 'r9' } as const].reduce(
      (order, event) => decide(order, event).state,
      ended,
    );
    const byHand = { ...refund, id: 'r10', amountMinor: 1000, lines: [] };
    expect(decide(failed, { type: 'refund_requested', refund: byHand }).state.steps).toContain('refund_payment');
  });
});

describe('a refund', () => {
  it('gives the money first and puts the things back then', () => {
    const asked = decide(paidWith(1000), { type: 'refund_requested', refund }).state;
    expect(asked).toMatchObject({ state: 'paid', steps: ['refund_payment'] });
    const settled = decide(asked, { type: 'refund_settled', refundId: 'r1' }).state;
    expect(settled).toMatchObject({ state: 'paid', steps: ['return_stock'] });
    expect(decide(settled, { type: 'stock_returned', refundId: 'r1' }).state.steps).toEqual([]);
  });

  it('of everything takes the coupon for the wait with it, a part does not, nor one of things that were sent off', () => {
    const revoked = { type: 'revoke_coupon' };
    const settled = { type: 'refund_settled', refundId: 'r1' } as const;
    const [part, all] = [1000, 400].map((minor) => decide(paidWith(minor), { type: 'refund_requested', refund }).state);
    expect(decide(part!, settled).effects).not.toContainEqual(revoked);
    expect(decide(all!, settled).effects).toContainEqual(revoked);
    const sent = { ...decide(paidWith(400), { type: 'fulfilled' }).state, refunds: all!.refunds };
    expect(decide(sent, settled)).toMatchObject({ state: { state: 'refunded' } });
    expect(decide(sent, settled).effects).not.toContainEqual(revoked);
  });

  it('is told to the customer when the money is on its way, a part as well as all', () => {
    const told = [{ type: 'notify', notice: 'order_refunded' }];
    const asked = decide(paidWith(1000), { type: 'refund_requested', refund });
    expect(asked.effects).toEqual([]);
    expect(decide(asked.state, { type: 'refund_settled', refundId: 'r1' }).effects).toEqual(told);
    const all = decide(paidWith(400), { type: 'refund_requested', refund }).state;
    expect(decide(all, { type: 'refund_settled', refundId: 'r1' }).effects).toEqual([
      ...told,
      { type: 'revoke_coupon' },
    ]);
  });

  it('of things keeps them in the house until the money is back', () => {
    const asked = decide(paidWith(1000), { type: 'refund_requested', refund }).state;
    expect(allows(asked, { type: 'fulfilled' })).toBe(false);
    const settled = decide(asked, { type: 'refund_settled', refundId: 'r1' }).state;
    expect(decide(settled, { type: 'fulfilled' }).state.state).toBe('fulfilled');
  });

  it('of everything ends the order as refunded, in how many parts it ever came', () => {
    const rest = { ...refund, id: 'r2', amountMinor: 600, lines: [] };
    const events: OrderEvent[] = [
      { type: 'refund_requested', refund },
      { type: 'refund_requested', refund: rest },
      { type: 'refund_settled', refundId: 'r2' },
      { type: 'refund_settled', refundId: 'r1' },
    ];
    const order = events.reduce((before, event) => decide(before, event).state, paidWith(1000));
    expect(order).toMatchObject({ state: 'refunded', steps: ['return_stock'] });
  });

  it('is never more than was paid, refunds under way counted, and the same one twice is one', () => {
    const asked = decide(paidWith(1000), { type: 'refund_requested', refund }).state;
    expect(decide(asked, { type: 'refund_requested', refund }).state.refunds).toHaveLength(1);
    const more = { ...refund, id: 'r2', amountMinor: 601 };
    expect(() => decide(asked, { type: 'refund_requested', refund: more })).toThrow(
      expect.objectContaining({ code: 'order.refund.exceeds_payment' }),
    );
    const failed = decide(asked, { type: 'refund_failed', refundId: 'r1' }).state;
    expect(decide(failed, { type: 'refund_requested', refund: more }).state.refunds).toHaveLength(2);
  });
});
