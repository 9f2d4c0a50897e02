import { z } from 'zod';
import { Money, Timestamp, Uuid } from '../shared/primitives.js';
import { Discrepancy } from './discrepancies.js';

/** What one comparison found, whatever has become of it since. */
const Finding = Discrepancy.pick({
  kind: true,
  orderId: true,
  attemptId: true,
  providerReference: true,
  expected: true,
  found: true,
  unexplained: true,
}).meta({ id: 'ReconciliationFinding' });

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
    discrepancies: z.array(Finding),
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
