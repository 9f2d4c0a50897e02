import { describe, expect, it } from '@jest/globals';
import { compare } from './compare.js';
import type { Discrepancy, Movement, OrderFact, PaymentFact, ProviderFact, Slice } from './facts.js';
import { attemptsToLookUp, referencesToLookUp } from './look-twice.js';
import { SliceIndex } from './slice-index.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const ATTEMPT = uuid(1);
const ORDER = uuid(2);

const captureAt = (minute: number, amount = eur(2500)): Movement => ({
  kind: 'capture',
  source: null,
  amount,
  at: at(minute),
});
const refundAt = (minute: number, amount: number): Movement => ({
  kind: 'refund',
  source: 're_1',
  amount: eur(amount),
  at: at(minute),
});

function payment(changes: Partial<PaymentFact> = {}): PaymentFact {
  const captured = changes.captured ?? eur(2500);
  const refunded = changes.refunded ?? eur(0);
  return {
    attemptId: ATTEMPT,
    orderId: ORDER,
    state: 'captured',
    providerReference: 'pi_1',
    captured,
    refunded,
    ledger: eur(captured.amountMinor - refunded.amountMinor),
    movements: [captureAt(10, captured)],
    updatedAt: at(10),
    ...changes,
  };
}

function charge(changes: Partial<ProviderFact> = {}): ProviderFact {
  return {
    id: 'txn_1',
    type: 'charge',
    source: 'ch_1',
    providerReference: 'pi_1',
    attemptId: ATTEMPT,
    amount: eur(2500),
    createdAt: at(10),
    ...changes,
  };
}

function refunded(amount: number, changes: Partial<ProviderFact> = {}): ProviderFact {
  const base = { id: 'txn_2', type: 'refund', source: 're_1', attemptId: null, createdAt: at(12) } as const;
  return charge({ ...base, amount: eur(-amount), ...changes });
}

function order(changes: Partial<OrderFact> = {}): OrderFact {
  const base = { orderId: ORDER, attemptId: ATTEMPT, total: eur(2500), placedAt: at(9), updatedAt: at(10) };
  return { ...base, state: 'paid', ...changes };
}

function slice(parts: Partial<Slice>): SliceIndex {
  return new SliceIndex({
    fromMs: Date.parse(at(0)),
    toMs: Date.parse(at(30)),
    settledBeforeMs: Date.parse(at(40)),
    orders: [],
    payments: [],
    glances: [],
    provider: [],
    ...parts,
  });
}

const found = (parts: Partial<Slice>): Discrepancy[] => [...compare(slice(parts)).discrepancies];
const named = (parts: Partial<Slice>): string[] =>
  found(parts).map(({ kind, unexplained }) => `${kind} ${unexplained.amountMinor}`);

describe('reconciliation', () => {
  it('finds nothing where order, payment, ledger and provider agree, and counts what it matched', () => {
    const whole = payment({
      refunded: eur(500),
      movements: [captureAt(10), refundAt(12, 500)],
    });
    const findings = compare(slice({ orders: [order()], payments: [whole], provider: [charge(), refunded(500)] }));
    expect(findings).toEqual({ matched: 2, discrepancies: [] });
  });

  const cases: readonly (readonly [string, Partial<Slice>, readonly string[]])[] = [
    ['a charge that nobody here knows', { provider: [charge()] }, ['missing_internal 2500']],
    ['a capture that the provider does not know', { payments: [payment()] }, ['missing_provider 2500']],
    [
      'another amount at the provider',
      { payments: [payment()], provider: [charge({ amount: eur(2600) })] },
      ['amount 100'],
    ],
    [
      'another currency at the provider',
      { payments: [payment()], provider: [charge({ amount: { amountMinor: 2500, currency: 'USD' } })] },
      ['currency 2500'],
    ],
    [
      'a charge of what we think is only authorised',
      {
        payments: [payment({ state: 'authorized', captured: eur(0), ledger: eur(0), movements: [] })],
        provider: [charge()],
      },
      ['status 2500'],
    ],
    [
      'a second charge of one PaymentIntent',
      { payments: [payment()], provider: [charge(), charge({ id: 'txn_9', createdAt: at(11) })] },
      ['duplicate_charge 2500'],
    ],
    [
      'a second attempt that charged one order',
      {
        payments: [
          payment(),
          payment({ attemptId: uuid(3), providerReference: 'pi_2', movements: [captureAt(15)], updatedAt: at(15) }),
        ],
        provider: [charge(), charge({ id: 'txn_9', providerReference: 'pi_2', attemptId: uuid(3), createdAt: at(15) })],
      },
      ['duplicate_charge 2500'],
    ],
    [
      'a refund that is not ours',
      { payments: [payment()], provider: [charge(), refunded(300)] },
      ['orphan_refund 300'],
    ],
    ['a refund of a payment that is not ours', { provider: [refunded(300)] }, ['orphan_refund 300']],
    [
      'a refund that the provider does not know',
      {
        payments: [payment({ refunded: eur(300), movements: [captureAt(10), refundAt(12, 300)] })],
        provider: [charge()],
      },
      ['missing_provider 300'],
    ],
    [
      'refunds of more than was captured',
      {
        payments: [payment({ refunded: eur(2000), movements: [captureAt(10), refundAt(12, 2000)] })],
        provider: [charge(), refunded(2000), refunded(800, { id: 'txn_3', source: 're_2', createdAt: at(11) })],
      },
      ['refund_exceeds_capture 300', 'orphan_refund 800'],
    ],
    [
      'a ledger that holds something else',
      { payments: [payment({ ledger: eur(2400) })], provider: [charge()] },
      ['ledger 100'],
    ],
    ['an order that is paid without a payment', { orders: [order()] }, ['status 2500']],
    [
      'an order that is paid while its payment is void',
      { orders: [order()], payments: [payment({ state: 'voided', captured: eur(0), ledger: eur(0), movements: [] })] },
      ['status 2500'],
    ],
    [
      'an order that is declined while its money is kept',
      { orders: [order({ state: 'declined' })], payments: [payment()], provider: [charge()] },
      ['status 2500'],
    ],
    [
      'an order that keeps more than its total',
      { orders: [order({ total: eur(2400) })], payments: [payment()], provider: [charge()] },
      ['amount 100'],
    ],
  ];
  for (const [title, parts, expected] of cases) {
    it(`names ${title}`, () => expect(named(parts).toSorted()).toEqual(expected.toSorted()));
  }

  it('accuses nobody of what is still on its way', () => {
    const young = { settledBeforeMs: Date.parse(at(9)) };
    for (const [title, parts] of cases) {
      // Both come from one snapshot of payment, so nothing can be on its way between them.
      if (title.startsWith('a ledger')) continue;
      expect(named({ ...parts, ...young })).toEqual([]);
    }
  });

  it('sees each movement in one slice only, and its other side beyond the border', () => {
    const [payments, provider] = [[payment({ movements: [captureAt(31)] })], [charge({ createdAt: at(29) })]];
    const later = { fromMs: Date.parse(at(30)), toMs: Date.parse(at(60)), settledBeforeMs: Date.parse(at(90)) };
    expect(compare(slice({ payments, provider }))).toEqual({ matched: 1, discrepancies: [] });
    expect(compare(slice({ payments, provider, ...later }))).toEqual({ matched: 0, discrepancies: [] });
    const lost = [charge({ createdAt: at(29), amount: eur(1) })];
    expect(named({ payments, provider: lost })).toEqual(['amount 2499']);
    expect(named({ payments, provider: lost, ...later })).toEqual([]);
  });

  it('looks for the other side farther away before it names anything', () => {
    expect(attemptsToLookUp(slice({ orders: [order()], provider: [charge({ attemptId: uuid(7) })] }))).toEqual([
      ATTEMPT,
      uuid(7),
    ]);
    expect([...referencesToLookUp(slice({ payments: [payment()] }))]).toEqual(['pi_1']);
    const glance = { attemptId: ATTEMPT, orderId: ORDER, state: 'captured', amount: eur(2500), updatedAt: at(20) };
    expect(named({ orders: [order()], provider: [charge()], glances: [glance] })).toEqual([]);
    expect(named({ provider: [charge({ amount: eur(9) })], glances: [glance] })).toEqual(['missing_internal 9']);
  });
});
