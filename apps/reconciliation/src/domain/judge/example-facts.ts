import type {
  BankLine,
  Knowledge,
  Movement,
  OrderFact,
  PaymentFact,
  PayoutFact,
  ProviderFact,
  Seen,
  Source,
  Subject,
} from '../facts.js';

export const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
export const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** Seconds after the beginning of the tests' day. */
export const ms = (second: number): number => Date.UTC(2026, 0, 1, 12) + second * 1000;
export const at = (second: number): string => new Date(ms(second)).toISOString();

export const ATTEMPT = uuid(1);
export const ORDER = uuid(2);

export const captureAt = (second: number, amount = eur(2500)): Movement => ({
  kind: 'capture',
  source: null,
  amount,
  at: at(second),
});
export const refundAt = (second: number, amountMinor: number, source = 're_1'): Movement => ({
  kind: 'refund',
  source,
  amount: eur(amountMinor),
  at: at(second),
});

export function payment(changes: Partial<PaymentFact> = {}): PaymentFact {
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
    feeBooked: eur(60),
    movements: [captureAt(10, captured)],
    updatedAt: at(10),
    ...changes,
  };
}

/** An attempt that has moved no money. */
export function unpaid(state: string, changes: Partial<PaymentFact> = {}): PaymentFact {
  return payment({ state, captured: eur(0), feeBooked: eur(0), movements: [], ...changes });
}

export function charge(changes: Partial<ProviderFact & Seen> = {}): ProviderFact & Seen {
  const amount = changes.amount ?? eur(2500);
  const fee = changes.fee ?? { ...amount, amountMinor: 60 };
  return {
    id: 'txn_1',
    type: 'charge',
    source: 'ch_1',
    providerReference: 'pi_1',
    attemptId: ATTEMPT,
    amount,
    fee,
    net: { ...amount, amountMinor: amount.amountMinor - fee.amountMinor },
    payoutId: null,
    createdAt: at(10),
    seenAtMs: ms(11),
    ...changes,
  };
}

export function refunded(amountMinor: number, changes: Partial<ProviderFact & Seen> = {}): ProviderFact & Seen {
  const base = { id: 'txn_2', type: 'refund', source: 're_1', attemptId: null, fee: eur(0) } as const;
  return charge({ ...base, amount: eur(-amountMinor), createdAt: at(12), seenAtMs: ms(13), ...changes });
}

export function order(changes: Partial<OrderFact> = {}): OrderFact {
  const base = { orderId: ORDER, attemptId: ATTEMPT, total: eur(2500), placedAt: at(9), updatedAt: at(10) };
  return { ...base, state: 'paid', ...changes };
}

export function payout(changes: Partial<PayoutFact & Seen> = {}): PayoutFact & Seen {
  const base = { payoutId: 'po_1', amount: eur(2440), status: 'paid', transactionsNet: eur(2440) };
  return { ...base, createdAt: at(20), arrivalDate: at(20), seenAtMs: ms(21), ...changes };
}

export function banked(amountMinor: number, changes: Partial<BankLine & Seen> = {}): BankLine & Seen {
  return { id: 'line_1', bookedAt: at(21), amount: eur(amountMinor), reference: 'po_1', seenAtMs: ms(22), ...changes };
}

export function subject(parts: Partial<Subject>): Subject {
  return {
    key: ORDER,
    orders: [],
    payments: [],
    provider: [],
    payouts: [],
    bank: [],
    flaws: [],
    refundsOfOurs: new Set(),
    adjusted: new Map(),
    refundUnderWay: false,
    settledAtMs: ms(30),
    ...parts,
  };
}

export const PATIENCE = { settleMs: 15_000, timingMs: 20_000, unknownMs: 45_000, actionMs: 3_600_000 };

/** Everything has been read until `second`, but for what is said otherwise. */
export function known(second: number, changes: Partial<Record<Source, number>> = {}): Knowledge {
  const until = (source: Source): number => ms(changes[source] ?? second);
  return {
    nowMs: ms(second),
    beganMs: ms(-3600),
    absent: new Set(),
    readUntilMs: {
      order: until('order'),
      payment: until('payment'),
      provider: until('provider'),
      payout: until('payout'),
      bank: until('bank'),
      ledger: until('ledger'),
    },
    patience: PATIENCE,
  };
}
