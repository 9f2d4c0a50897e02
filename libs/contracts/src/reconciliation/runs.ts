import { z } from 'zod';
import { Money, Timestamp, Uuid } from '../shared/primitives.js';

export const DiscrepancyKind = z.enum([
  'missing_internal',
  'missing_provider',
  'amount',
  'currency',
  'status',
  'duplicate_charge',
  'orphan_refund',
  'refund_exceeds_capture',
  'ledger',
]);
export type DiscrepancyKind = z.infer<typeof DiscrepancyKind>;

export const Discrepancy = z
  .object({
    kind: DiscrepancyKind,
    orderId: Uuid.nullable(),
    attemptId: Uuid.nullable(),
    providerReference: z.string().nullable(),
    expected: z.string(),
    found: z.string(),
    /** Money that nobody has explained yet. */
    unexplained: Money,
  })
  .meta({ id: 'Discrepancy' });
export type Discrepancy = z.infer<typeof Discrepancy>;

export const Run = z
  .object({
    id: Uuid,
    from: Timestamp,
    to: Timestamp,
    startedAt: Timestamp,
    finishedAt: Timestamp,
    matched: z.int(),
    orders: z.int(),
    payments: z.int(),
    providerTransactions: z.int(),
    captured: z.array(Money),
    discrepancies: z.array(Discrepancy),
  })
  .meta({ id: 'ReconciliationRun' });
export type Run = z.infer<typeof Run>;

/** Compares the window now and stores the result. Needs the operator role. */
export const startRun = {
  method: 'POST',
  path: '/reconciliation/runs',
  body: z.strictObject({ from: Timestamp, to: Timestamp }),
  responses: { 201: Run },
  errors: ['reconciliation.window.invalid', 'reconciliation.source.unavailable'],
  idempotent: false,
} as const;

export const listRuns = {
  method: 'GET',
  path: '/reconciliation/runs',
  responses: { 200: z.object({ items: z.array(Run) }).meta({ id: 'RunList' }) },
} as const;
