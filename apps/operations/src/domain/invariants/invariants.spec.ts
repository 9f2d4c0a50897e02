import { describe, expect, it } from '@jest/globals';
import { judgeLedger } from './ledger.js';
import type { AttemptFacts, Judging } from './order-case.js';
import { judgeProviderMoney, judgeStrayCharge } from './provider-money.js';
import { judgeStock } from './stock.js';
import { overallOf, Tally } from './tally.js';
import { foundTwice, keyOf, sample, type Violation } from './violation.js';
import { judgeForeignLook, judgeOwnWrite } from './visibility.js';

const codes = (violations: readonly Violation[] | null): string[] => (violations ?? []).map(({ code }) => code);

describe('a SKU’s level', () => {
  const level = {
    sku: 'A',
    available: 5,
    held: 2,
    confirmed: 3,
    received: 10,
    heldInReservations: 2,
    confirmedInReservations: 3,
  };
  it('that adds up and agrees with the reservations is fine, also where what was sold was not added up', () => {
    expect([...judgeStock(level), ...judgeStock({ ...level, confirmedInReservations: null })]).toEqual([]);
  });
  it.each([
    [{ available: 4 }, ['does_not_add_up']],
    [{ received: 11 }, ['does_not_add_up']],
    [{ available: -1, received: 4 }, ['negative']],
    [{ held: -2, received: 6, heldInReservations: -2 }, ['negative']],
    [{ heldInReservations: 3 }, ['held_disagrees']],
    [{ confirmedInReservations: 0 }, ['confirmed_disagrees']],
  ])('%j is named', (change, problems) => {
    expect(codes(judgeStock({ ...level, ...change }))).toEqual(problems.map((problem) => `invariant.stock.${problem}`));
  });
});

describe('the ledger', () => {
  const account = (currency: string, debitMinor: number, creditMinor: number) => ({
    account: 'bank',
    currency,
    debitMinor,
    creditMinor,
  });
  const whole = {
    accounts: [account('EUR', 5, 0), account('EUR', 0, 5), account('USD', 1, 1)],
    unbalanced: [],
    seals: { broken: [] },
  };
  it('that balances in every currency is fine', () => expect(judgeLedger(whole)).toEqual([]));
  it('that balances only over two currencies is not', () => {
    const books = { ...whole, accounts: [account('EUR', 5, 0), account('USD', 0, 5)] };
    expect(judgeLedger(books).map(keyOf)).toEqual([
      'invariant.ledger.does_not_balance currency=EUR',
      'invariant.ledger.does_not_balance currency=USD',
    ]);
  });
  it('names the transaction that does not balance and the seal that is broken', () => {
    const books = {
      ...whole,
      unbalanced: [{ transactionId: 't' }],
      seals: { broken: [{ sealId: 3, reason: 'another hash' }] },
    };
    expect(judgeLedger(books).map(keyOf)).toEqual([
      'invariant.ledger.unbalanced transactionId=t',
      'invariant.ledger.seal_broken sealId=3',
    ]);
  });
});

describe('the provider’s money', () => {
  const nowMs = Date.UTC(2026, 0, 2);
  const judging: Judging = { nowMs, settleMs: 15_000, limits: { attempt: 3600 } };
  const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
  const attempt = (change: Partial<AttemptFacts> = {}, agoMs = 60_000): AttemptFacts => ({
    attemptId: 'a',
    orderId: 'o',
    state: 'captured',
    settled: true,
    providerReference: 'pi_1',
    captured: eur(1000),
    refunded: eur(200),
    ledger: eur(800),
    adjusted: eur(0),
    updatedAt: new Date(nowMs - agoMs).toISOString(),
    ...change,
  });
  it('is what we captured less what we gave back, and what corrections added, to the cent', () => {
    expect(judgeProviderMoney(attempt(), eur(800), judging)).toEqual([]);
    expect(judgeProviderMoney(attempt({ adjusted: eur(-800) }), null, judging)).toEqual([]);
    expect(judgeProviderMoney(attempt(), eur(801), judging).map(keyOf)).toEqual([
      'invariant.money.provider_disagrees attemptId=a orderId=o providerReference=pi_1',
    ]);
  });
  it('is not the same in another currency, nor is nothing something', () => {
    const usd = { amountMinor: 800, currency: 'USD' };
    expect(codes(judgeProviderMoney(attempt(), usd, judging))).toEqual(['invariant.money.provider_disagrees']);
    const nothing = attempt({ captured: eur(0), refunded: eur(0), ledger: eur(0) });
    expect(judgeProviderMoney(nothing, { amountMinor: 0, currency: 'USD' }, judging)).toEqual([]);
    expect(codes(judgeProviderMoney(nothing, usd, judging))).toEqual(['invariant.money.provider_disagrees']);
  });
  it('is not compared right after a change, nor while payment is finding out, but not for ever', () => {
    expect(judgeProviderMoney(attempt({}, 15_000), null, judging)).toEqual([]);
    expect(judgeProviderMoney(attempt({ settled: false }, 3_600_000), null, judging)).toEqual([]);
    expect(judgeProviderMoney(attempt({ settled: false }, 3_600_001), null, judging)).toHaveLength(1);
  });
  it('of a charge that is no attempt’s must have been given back', () => {
    const providerReference = 'pi_2';
    expect(judgeStrayCharge({ providerReference, held: eur(0) })).toEqual([]);
    expect(codes(judgeStrayCharge({ providerReference, held: eur(5) }))).toEqual(['invariant.money.charge_unknown']);
  });
});

describe('what a customer sees', () => {
  const write = { sessionId: 's', cartId: 'c', sku: 'A', written: 3 };
  it('is what they wrote, in every reading', () => {
    expect(judgeOwnWrite({ ...write, read: [3, 3, 3] })).toEqual([]);
    for (const read of [
      [3, 2, 3],
      [3, null],
    ])
      expect(codes(judgeOwnWrite({ ...write, read }))).toEqual(['invariant.visibility.own_write_unseen']);
  });
  it('is nobody else’s order; an answer that says nothing is no evidence either way', () => {
    const look = { sessionId: 's', orderId: 'o' };
    expect(judgeForeignLook({ ...look, status: 404 })).toEqual([]);
    expect(codes(judgeForeignLook({ ...look, status: 200 }))).toEqual(['invariant.visibility.foreign_order_seen']);
    for (const status of [500, 503, 429]) expect(judgeForeignLook({ ...look, status })).toBeNull();
  });
});

describe('a check', () => {
  const violation = (id: string, message = ''): Violation => ({
    invariant: 1,
    code: 'invariant.stock.negative',
    message,
    ids: { sku: id },
  });
  it('reports what was found both times, in the words of the second', () => {
    const first = [violation('A', 'before'), violation('B')];
    expect(foundTwice(first, [violation('A', 'after'), violation('C')])).toEqual([violation('A', 'after')]);
  });
  it('is good only when everything was checked and holds', () => {
    const tally = new Tally();
    expect(tally.results().map(({ state }) => state)).toEqual(Array(5).fill('holds'));
    tally.miss([3], 'payment: away');
    expect([tally.results()[2]?.state, overallOf(tally.results())]).toEqual(['not_checked', 'not_checked']);
    tally.add([violation('A')]);
    expect(overallOf(tally.results())).toBe('violated');
  });
  it('keeps what it could not look at again, and drops what it could', () => {
    const tally = new Tally([violation('A'), { ...violation('B'), invariant: 2 }]);
    tally.miss([1], 'inventory: away');
    tally.keepUnread();
    expect(tally.violations).toEqual([violation('A')]);
  });
  it('names so many of an invariant and says that there may be more; a flood does not push out what was open', () => {
    const money = (id: string): Violation => ({ ...violation(id), invariant: 3 });
    const tally = new Tally([violation('open')], 3);
    const flood = ['A', 'B', 'C', 'D'].map((id) => violation(id));
    expect(tally.roomFor([money('M'), ...flood])).toHaveLength(5);
    tally.add([...flood, money('M'), violation('open')]);
    expect(tally.violations.map(({ ids }) => ids['sku'])).toEqual(['A', 'B', 'open', 'M']);
    expect(tally.roomFor([violation('E'), violation('open'), money('N')])).toHaveLength(2);
    const [first, , third] = tally.results();
    expect(first).toMatchObject({
      state: 'violated',
      violations: 3,
      notChecked: expect.stringContaining('more than 3'),
    });
    expect(third).toMatchObject({ violations: 1, notChecked: null });
  });
  it('shows some of each invariant, however many there are of one', () => {
    const flood = Array.from({ length: 50 }, (_, i) => violation(String(i)));
    const money = (id: string): Violation => ({ ...violation(id), invariant: 3 });
    const shown = sample([...flood, money('M'), money('N')], 10);
    expect(shown.map(({ ids }) => ids['sku'])).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', 'M', 'N']);
    expect(sample(flood.slice(0, 3), 10)).toHaveLength(3);
  });
  it('keeps room only for one check: what was put right gives way to what is wrong now', () => {
    const full = new Tally([violation('A'), violation('B')], 2);
    full.add([violation('C')]);
    full.keepUnread();
    expect(full.violations).toEqual([]);
    const next = new Tally(full.violations, 2);
    next.add([violation('C')]);
    expect(next.violations).toEqual([violation('C')]);
  });
});
