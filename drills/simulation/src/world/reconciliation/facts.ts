import {
  type Knowledge,
  type OrderFact,
  type PaymentFact,
  type ProviderFact,
  type Seen,
  type Source,
  SOURCES,
  type Subject,
} from '@breakwater/reconciliation/domain/facts';
import type { OrderRow } from '../order/order-store.js';
import { CURRENCY, type PaymentStore } from '../payment/payment-store.js';
import type { Movement } from '../provider/books.js';

/** What reconciliation has read so far; it is in its database, so no crash forgets it. */
export interface Facts {
  orders: readonly OrderFact[];
  payments: readonly PaymentFact[];
  provider: readonly (ProviderFact & Seen)[];
  readonly readUntilMs: Record<Source, number>;
  /** Orders of which payment has a refund pending, as last read. */
  pending: ReadonlySet<string>;
  /** When payment said that no refund of an order is pending, and of which it is to be asked. */
  readonly settledAtMs: Map<string, number>;
  readonly unsettled: Set<string>;
}

export const PATIENCE: Knowledge['patience'] = {
  settleMs: 15_000,
  timingMs: 20_000,
  unknownMs: 45_000,
  actionMs: 3_600_000,
};

const money = (amountMinor: number) => ({ amountMinor, currency: CURRENCY });
const iso = (ms: number): string => new Date(ms).toISOString();

export function noFacts(): Facts {
  const never = Object.fromEntries(SOURCES.map((source) => [source, Number.NEGATIVE_INFINITY])) as Record<
    Source,
    number
  >;
  return {
    orders: [],
    payments: [],
    provider: [],
    readUntilMs: never,
    pending: new Set(),
    settledAtMs: new Map(),
    unsettled: new Set(),
  };
}

export function orderFactOf({ id, attemptId, progress, totalMinor, placedAt, updatedAt }: OrderRow): OrderFact {
  return {
    orderId: id,
    attemptId,
    state: progress.state,
    total: money(totalMinor),
    placedAt: iso(placedAt),
    updatedAt: iso(updatedAt),
  };
}

/** One row per attempt that the provider knows of, with what the ledger holds for it. */
export function paymentFactsOf({ attempts, refunds, ledger }: PaymentStore): PaymentFact[] {
  return attempts.all().flatMap(({ id, orderId, attempt, capturedAt, updatedAt }) => {
    if (attempt.reference === null) return [];
    const capture =
      capturedAt === null
        ? []
        : [{ kind: 'capture', source: null, amount: money(attempt.capturedMinor), at: iso(capturedAt) } as const];
    const given = refunds
      .all()
      .filter((refund) => refund.attemptId === id && refund.state === 'succeeded')
      .map(
        ({ reference, amountMinor, settledAt }) =>
          ({ kind: 'refund', source: reference, amount: money(amountMinor), at: iso(settledAt ?? 0) }) as const,
      );
    let held = 0;
    for (const { attemptId, postings } of ledger.all())
      for (const { account, side, amount } of attemptId === id ? postings : [])
        if (account === 'provider_clearing') held += side === 'debit' ? amount.amountMinor : -amount.amountMinor;
    return {
      attemptId: id,
      orderId,
      state: attempt.state,
      providerReference: attempt.reference,
      captured: money(attempt.capturedMinor),
      refunded: money(attempt.refundedMinor),
      ledger: money(held),
      feeBooked: money(0),
      movements: [...capture, ...given],
      updatedAt: iso(updatedAt),
    };
  });
}

export function ordersWithPendingRefunds({ attempts, refunds }: PaymentStore): ReadonlySet<string> {
  const pending = refunds.all().filter(({ state }) => state === 'pending');
  return new Set(pending.flatMap(({ attemptId }) => attempts.get(attemptId)?.orderId ?? []));
}

const known = new WeakMap<Movement, ProviderFact>();

export function providerFactOf(moved: Movement): ProviderFact {
  const fact = known.get(moved) ?? factOf(moved);
  known.set(moved, fact);
  return fact;
}

/** Fees, payouts and the bank are not simulated. */
function factOf({ id, type, source, intent, attemptId, amount, createdMs }: Movement): ProviderFact {
  const rest = { fee: money(0), net: money(amount), payoutId: null };
  return {
    id,
    type,
    source,
    providerReference: intent,
    attemptId,
    amount: money(amount),
    ...rest,
    createdAt: iso(createdMs),
  };
}

/** An order with its attempts and their movements; what belongs to no attempt of ours is a subject of its own. */
export function subjectsOf(
  facts: Facts,
  doings: (key: string) => Pick<Subject, 'adjusted' | 'refundsOfOurs' | 'refundUnderWay'>,
): Subject[] {
  const orderOf = new Map(facts.payments.map(({ attemptId, orderId }) => [attemptId, orderId]));
  const keyOf = (moved: ProviderFact): string =>
    orderOf.get(moved.attemptId ?? '') ?? moved.providerReference ?? moved.id;
  const keys = new Set([
    ...facts.orders.map(({ orderId }) => orderId),
    ...facts.payments.map(({ orderId }) => orderId),
    ...facts.provider.map(keyOf),
  ]);
  return [...keys].map((key) => ({
    key,
    orders: facts.orders.filter(({ orderId }) => orderId === key),
    payments: facts.payments.filter(({ orderId }) => orderId === key),
    provider: facts.provider.filter((moved) => keyOf(moved) === key),
    payouts: [],
    flaws: [],
    bank: [],
    settledAtMs: facts.settledAtMs.get(key) ?? null,
    ...doings(key),
  }));
}
