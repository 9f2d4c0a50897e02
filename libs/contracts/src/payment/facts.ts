import { z } from 'zod';
import { FactsQuery, Money, pageOf, Timestamp, Uuid } from '../shared/primitives.js';
import { ChangesQuery } from '../shared/snapshot-pages.js';
import { AttemptState } from './attempts.js';

/** What reconciliation compares: one row per attempt that moved money (or may have) in the window. */
export const PaymentFact = z
  .object({
    attemptId: Uuid,
    orderId: Uuid,
    state: AttemptState,
    providerReference: z.string().nullable(),
    captured: Money,
    refunded: Money,
    /** Sum that the ledger holds for this attempt, captured less refunded. */
    ledger: Money,
    /** What the provider kept of it, as far as its balance transactions have been booked. */
    feeBooked: Money,
    /** Every movement of money with its time, so that each can be found at the provider, whatever window it falls into. */
    movements: z.array(
      z.object({
        kind: z.enum(['capture', 'refund']),
        /** The provider's id of the refund. */
        source: z.string().nullable(),
        amount: Money,
        at: Timestamp,
      }),
    ),
    updatedAt: Timestamp,
  })
  .meta({ id: 'PaymentFact' });
export type PaymentFact = z.infer<typeof PaymentFact>;

/** In the order of the moments at which money moved; a page may be empty and not the last. */
export const listPaymentFacts = {
  method: 'GET',
  path: '/internal/facts/payments',
  query: ChangesQuery,
  responses: { 200: pageOf(PaymentFact) },
} as const;

/** The provider's own balance transactions in the window, as payment reads them through its adapter. */
export const ProviderFact = z
  .object({
    id: z.string(),
    type: z.enum(['charge', 'refund', 'payout', 'other']),
    /**
     * The provider's own word for it, such as refund_failure or payout_failure: what tells movements of one source apart.
     * Facts that were read before it was told have none.
     */
    providerType: z.string().optional(),
    /** The provider's id of the charge, refund or payout that moved the money. */
    source: z.string().nullable(),
    /** PaymentIntent id, when it has one. */
    providerReference: z.string().nullable(),
    /** Our attempt id, from the PaymentIntent's metadata. */
    attemptId: z.string().nullable(),
    /** As the customer saw it; refunds are negative. */
    amount: Money,
    fee: Money,
    /** What reached the provider's balance, in the currency of the payout: less than nothing for a refund or a payout. */
    net: Money,
    /** The payout that carried it to the bank (of a payout: its own id); null until it is paid out. */
    payoutId: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'ProviderFact' });
export type ProviderFact = z.infer<typeof ProviderFact>;

export const listProviderFacts = {
  method: 'GET',
  path: '/internal/facts/provider',
  query: FactsQuery,
  responses: { 200: pageOf(ProviderFact) },
  errors: ['payment.provider.unavailable'],
} as const;

/** A payout as the provider announced it, and what its balance transactions add up to. */
export const PayoutFact = z
  .object({
    payoutId: z.string(),
    /** What the provider says that it sends to the bank. */
    amount: Money,
    status: z.enum(['pending', 'in_transit', 'paid', 'canceled', 'failed']),
    createdAt: Timestamp,
    /** When the money is due on the account. */
    arrivalDate: Timestamp,
    /** Net of the balance transactions that this payout carries: should be its amount. */
    transactionsNet: Money,
  })
  .meta({ id: 'PayoutFact' });
export type PayoutFact = z.infer<typeof PayoutFact>;

/** Payouts that were created in the window, in the order of their ids. */
export const listPayoutFacts = {
  method: 'GET',
  path: '/internal/facts/payouts',
  query: FactsQuery,
  responses: { 200: pageOf(PayoutFact) },
} as const;
