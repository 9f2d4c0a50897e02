import { z } from 'zod';
import { Money, Timestamp, Uuid } from '../shared/primitives.js';
import { ChangesQuery, OrderIds } from '../shared/snapshot-pages.js';
import { AttemptState } from './attempts.js';

/** An attempt beside what the ledger says of it, both in one statement. */
export const AttemptSnapshot = z
  .object({
    attemptId: Uuid,
    orderId: Uuid,
    state: AttemptState,
    /** False while something about it has yet to be found out or done at the provider. */
    settled: z.boolean(),
    providerReference: z.string().nullable(),
    captured: Money,
    refunded: Money,
    /** What the ledger holds for it: captured less refunded. */
    ledger: Money,
    /** What corrections have added to (or taken from) what the provider should hold for it; zero without any. */
    adjusted: Money,
    updatedAt: Timestamp,
  })
  .meta({ id: 'AttemptSnapshot' });
export type AttemptSnapshot = z.infer<typeof AttemptSnapshot>;

const items = z.object({ items: z.array(AttemptSnapshot) });

export const listChangedAttempts = {
  method: 'GET',
  path: '/internal/facts/invariants/changed-attempts',
  query: ChangesQuery,
  responses: { 200: items.extend({ next: z.string().nullable() }) },
} as const;

/** Every attempt of these orders, in one statement. */
export const readAttemptsOfOrders = {
  method: 'POST',
  path: '/internal/facts/invariants/attempts',
  body: OrderIds,
  responses: { 200: items },
  idempotent: true,
} as const;

/** The attempts of these PaymentIntents; those that are none of ours are left out. */
export const readAttemptsByReference = {
  method: 'POST',
  path: '/internal/facts/invariants/attempts-by-reference',
  body: z.strictObject({ references: z.array(z.string().min(1).max(100)).min(1).max(500) }),
  responses: { 200: items },
  idempotent: true,
} as const;

/** Of these ids of the provider's, those that a correction in the ledger has booked: charges that are no attempt's. */
export const readCorrectedReferences = {
  method: 'POST',
  path: '/internal/facts/invariants/corrections',
  body: z.strictObject({ references: z.array(z.string().min(1).max(100)).min(1).max(500) }),
  responses: { 200: z.object({ references: z.array(z.string()) }) },
  idempotent: true,
} as const;

/** What the provider itself says now that it holds of a PaymentIntent: received less refunded; null when it knows none. */
export const readProviderBalance = {
  method: 'GET',
  path: '/internal/facts/invariants/provider/:reference',
  params: z.strictObject({ reference: z.string().regex(/^[A-Za-z0-9_]{1,100}$/) }),
  responses: { 200: z.object({ providerReference: z.string(), held: Money.nullable() }) },
  errors: ['payment.provider.unavailable'],
} as const;
