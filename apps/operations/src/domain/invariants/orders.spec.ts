import { describe, expect, it } from '@jest/globals';
import { limitMs, parseLimits } from './limits.js';
import type { AttemptFacts, Judging, OrderCase, OrderFacts, ReservationFacts } from './order-case.js';
import { judgeEnd } from './order-ends.js';
import { judgeMoneyOfOrder } from './order-money.js';
import { judgeStockOfOrder } from './order-stock.js';

const nowMs = Date.UTC(2026, 0, 2);
const judging: Judging = { nowMs, settleMs: 15_000, limits: { pending: 300, ending: 900, ending_at_provider: 5000 } };
const ago = (seconds: number): string => new Date(nowMs - seconds * 1000).toISOString();
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

const order = (change: Partial<OrderFacts> = {}): OrderFacts => ({
  orderId: 'o',
  state: 'paid',
  final: true,
  steps: [],
  total: eur(1000),
  refunded: eur(0),
  version: 5,
  stateSince: ago(100),
  updatedAt: ago(100),
  ...change,
});
const reservation = (change: Partial<ReservationFacts> = {}): ReservationFacts => ({
  orderId: 'o',
  state: 'confirmed',
  returned: false,
  updatedAt: ago(100),
  ...change,
});
const attempt = (change: Partial<AttemptFacts> = {}): AttemptFacts => ({
  attemptId: 'a',
  orderId: 'o',
  state: 'captured',
  settled: true,
  providerReference: 'pi_1',
  captured: eur(1000),
  refunded: eur(0),
  ledger: eur(1000),
  adjusted: eur(0),
  updatedAt: ago(100),
  ...change,
});
const nothing = attempt({ attemptId: 'b', state: 'declined', captured: eur(0), ledger: eur(0) });
const caseOf = (change: Partial<OrderCase> = {}): OrderCase => ({
  orderId: 'o',
  order: order(),
  acknowledged: true,
  reservation: reservation(),
  attempts: [attempt()],
  ...change,
});
const codes = (one: OrderCase): string[] =>
  [...judgeEnd(one, judging), ...judgeStockOfOrder(one, judging), ...judgeMoneyOfOrder(one, judging)].map(({ code }) =>
    code.replace('invariant.', ''),
  );

it('a healthy order is nobody’s violation, however far it has come', () => {
  const returned = reservation({ state: 'released', returned: true });
  const refunded = attempt({ state: 'refunded', refunded: eur(1000), ledger: eur(0) });
  const unpaid = { reservation: reservation({ state: 'released' }), attempts: [nothing] };
  const healthy: OrderCase[] = [
    caseOf(),
    caseOf({ order: order({ state: 'fulfilled' }), attempts: [nothing, attempt()] }),
    caseOf({ order: order({ state: 'refunded', refunded: eur(1000) }), reservation: returned, attempts: [refunded] }),
    caseOf({ order: order({ refunded: eur(300) }), attempts: [attempt({ refunded: eur(300), ledger: eur(700) })] }),
    ...['declined', 'rejected', 'cancelled'].map((state) => caseOf({ order: order({ state }), ...unpaid })),
    caseOf({ order: order({ state: 'rejected' }), reservation: null, attempts: [] }),
    caseOf({
      order: order({ state: 'pending', final: false, steps: ['reserve_stock'] }),
      reservation: null,
      attempts: [],
    }),
  ];
  expect(healthy.flatMap(codes)).toEqual([]);
});

describe('an order that a customer was told of', () => {
  it('is lost when it is not there; one that nobody was told of is not missed', () => {
    const gone = { order: null, reservation: null, attempts: [] };
    expect(codes(caseOf(gone))).toEqual(['order.lost']);
    expect(codes(caseOf({ ...gone, acknowledged: false }))).toEqual([]);
  });

  it('is stuck past the limit of its state, and not a moment before', () => {
    const pending = (seconds: number): OrderCase =>
      caseOf({ order: order({ state: 'pending', final: false, steps: ['reserve_stock'], stateSince: ago(seconds) }) });
    expect(codes(pending(300))).toEqual([]);
    expect(codes(pending(301))).toEqual(['order.stuck']);
  });

  it('is stuck at its end when it goes on owing work, longer where the provider is needed', () => {
    const ending = (step: string, seconds: number): OrderCase =>
      caseOf({ order: order({ state: 'cancelled', steps: [step], updatedAt: ago(seconds) }) });
    expect(codes(ending('release_stock', 900))).toEqual([]);
    expect(codes(ending('release_stock', 901))).toEqual(['order.stuck']);
    expect(codes(ending('void_payment', 901))).toEqual([]);
    expect(codes(ending('void_payment', 5001))).toEqual(['order.stuck']);
  });
});

describe('stock of an order', () => {
  it.each(['held', 'released', 'expired'] as const)('paid with a reservation that is %s', (state) => {
    expect(codes(caseOf({ reservation: reservation({ state }) }))).toEqual(['stock.sold_without_hold']);
  });
  it('paid without a reservation', () => {
    expect(codes(caseOf({ reservation: null }))).toEqual(['stock.sold_without_hold']);
  });
  it.each(['held', 'confirmed'] as const)('ended unpaid with a reservation that is %s', (state) => {
    const one = caseOf({
      order: order({ state: 'declined' }),
      reservation: reservation({ state }),
      attempts: [nothing],
    });
    expect(codes(one)).toEqual(['stock.held_after_end']);
  });
  it('held for an order that is not there', () => {
    const one = caseOf({ order: null, acknowledged: false, reservation: reservation({ state: 'held' }), attempts: [] });
    expect(codes(one)).toEqual(['stock.held_without_order']);
  });
  it('is not judged while either side is still settling, owes work, or was not asked', () => {
    const wrong = reservation({ state: 'released' });
    expect(codes(caseOf({ order: order({ updatedAt: ago(15) }), reservation: wrong }))).toEqual([]);
    expect(codes(caseOf({ order: order({ steps: ['return_stock'] }), reservation: wrong }))).toEqual([]);
    expect(codes(caseOf({ reservation: reservation({ state: 'released', updatedAt: ago(15) }) }))).toEqual([]);
    expect(codes(caseOf({ reservation: undefined }))).toEqual([]);
  });
});

describe('money of an order', () => {
  it('two captures, at once and whatever else is under way', () => {
    const second = attempt({ attemptId: 'b', settled: false });
    expect(codes(caseOf({ attempts: [attempt(), second] }))).toEqual(['money.captured_twice']);
  });
  it('two captures no longer, once one of them was given back as a whole; then the other is what was paid', () => {
    const back = attempt({ attemptId: 'b', state: 'refunded', refunded: eur(1000), ledger: eur(0) });
    expect(codes(caseOf({ attempts: [attempt(), back] }))).toEqual([]);
    const part = attempt({ attemptId: 'b', refunded: eur(999), ledger: eur(1) });
    expect(codes(caseOf({ attempts: [attempt(), part] }))).toEqual([
      'money.captured_twice',
      'money.sold_without_capture',
    ]);
  });
  it('given back by payment more or less often than the order knows', () => {
    const once = order({ refunded: eur(200) });
    for (const minor of [0, 100, 400, 1000]) {
      const given = attempt({ refunded: eur(minor), ledger: eur(1000 - minor) });
      expect(codes(caseOf({ order: once, attempts: [given] }))).toEqual(['money.refund_disagrees']);
    }
  });
  it('in another currency is not the same money, between order, payment and ledger', () => {
    const usd = { amountMinor: 1000, currency: 'USD' };
    expect(codes(caseOf({ attempts: [attempt({ ledger: usd })] }))).toEqual(['money.ledger_disagrees']);
    const dollars = attempt({ captured: usd, refunded: { ...usd, amountMinor: 0 }, ledger: usd });
    expect(codes(caseOf({ attempts: [dollars] }))).toEqual(['money.sold_without_capture']);
  });
  it('another amount in the ledger, at once', () => {
    const [violation] = judgeMoneyOfOrder(
      caseOf({ attempts: [attempt({ ledger: eur(999), updatedAt: ago(0) })] }),
      judging,
    );
    expect(violation).toMatchObject({
      invariant: 3,
      code: 'invariant.money.ledger_disagrees',
      ids: { orderId: 'o', attemptId: 'a' },
    });
  });
  it('a refund that the ledger does not know, by one cent', () => {
    const one = caseOf({
      order: order({ refunded: eur(1) }),
      attempts: [attempt({ refunded: eur(1), ledger: eur(1000) })],
    });
    expect(codes(one)).toEqual(['money.ledger_disagrees']);
  });
  it('paid, and not captured or not all of it', () => {
    expect(codes(caseOf({ attempts: [nothing] }))).toEqual(['money.sold_without_capture']);
    const less = attempt({ captured: eur(999), ledger: eur(999) });
    expect(codes(caseOf({ attempts: [less] }))).toEqual(['money.sold_without_capture']);
  });
  it('ended without buying, or refunded, and money was kept', () => {
    const declined = caseOf({ order: order({ state: 'declined' }), reservation: reservation({ state: 'released' }) });
    expect(codes(declined)).toEqual(['money.kept_after_end']);
    expect(codes(caseOf({ order: order({ state: 'refunded' }) }))).toEqual(['money.kept_after_end']);
  });
  it('kept for an order that is not there', () => {
    const one = caseOf({ order: null, acknowledged: false, reservation: null });
    expect(codes(one)).toEqual(['money.kept_without_order']);
  });
  it('is not compared while anything of it is settling or unclear, or was not asked', () => {
    expect(
      codes(caseOf({ attempts: [nothing, attempt({ captured: eur(0), ledger: eur(0), settled: false })] })),
    ).toEqual([]);
    expect(
      codes(caseOf({ attempts: [attempt({ captured: eur(999), ledger: eur(999), updatedAt: ago(15) })] })),
    ).toEqual([]);
    expect(codes(caseOf({ order: order({ updatedAt: ago(15) }), attempts: [nothing] }))).toEqual([]);
    expect(codes(caseOf({ attempts: undefined }))).toEqual([]);
  });
});

describe('limits', () => {
  it('are read from text, and what is no limit is refused', () => {
    expect(parseLimits(' pending=5, unknown=10,')).toEqual({ pending: 5, unknown: 10 });
    for (const text of ['pending', 'pending=', 'pending=-1', 'Pending=1', 'pending=1;x=2']) {
      expect(parseLimits(text)).toBeUndefined();
    }
  });
  it('of states that are not named are those of `other`', () => {
    expect([limitMs({ other: 7 }, 'new_state'), limitMs({}, 'new_state')]).toEqual([7000, 600_000]);
  });
});
