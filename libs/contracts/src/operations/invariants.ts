import { z } from 'zod';
import { Timestamp, Uuid } from '../shared/primitives.js';

/** 1 stock adds up, 2 no acknowledged order is lost or stuck, 3 money agrees, 4 the ledger balances, 5 own writes are seen, by nobody else. */
export const InvariantNumber = z.int().min(1).max(5);

export const InvariantViolation = z
  .object({
    invariant: InvariantNumber,
    code: z.string().describe('Stable, such as invariant.stock.does_not_add_up'),
    message: z.string().describe('What a person may read'),
    /** What it concerns, by its name: orderId, attemptId, sku, providerReference, transactionId, sealId. */
    ids: z.record(z.string(), z.string()),
    firstSeenAt: Timestamp,
  })
  .meta({ id: 'InvariantViolation' });
export type InvariantViolation = z.infer<typeof InvariantViolation>;

/** `not_checked`: something that it needs did not answer. That is neither good nor bad. */
export const InvariantState = z.enum(['holds', 'violated', 'not_checked']);
export type InvariantState = z.infer<typeof InvariantState>;

export const InvariantResult = z
  .object({
    invariant: InvariantNumber,
    title: z.string(),
    state: InvariantState,
    /** How many things were looked at: SKUs, orders, payments, ledger accounts, readings. */
    checked: z.int().min(0),
    violations: z.int().min(0),
    /** Why it (or a part of it) was not checked. */
    notChecked: z.string().nullable(),
  })
  .meta({ id: 'InvariantResult' });
export type InvariantResult = z.infer<typeof InvariantResult>;

/** recent: what has changed lately, and everything unfinished. full: everything there is. */
export const InvariantScope = z.enum(['recent', 'full']);
export type InvariantScope = z.infer<typeof InvariantScope>;

export const InvariantReport = z
  .object({
    id: Uuid,
    scope: InvariantScope,
    /** Violated when one is; else not_checked when one is not checked. */
    state: InvariantState,
    startedAt: Timestamp,
    finishedAt: Timestamp,
    /** One for each of the five. */
    invariants: z.array(InvariantResult).length(5),
    /** 500 of them at most, some of each; `invariants` counts them all. */
    violations: z.array(InvariantViolation).max(500),
  })
  .meta({ id: 'InvariantReport' });
export type InvariantReport = z.infer<typeof InvariantReport>;

export const InvariantRun = z
  .object({
    id: Uuid,
    scope: InvariantScope,
    startedAt: Timestamp,
    /** Null while it runs. */
    report: InvariantReport.nullable(),
  })
  .meta({ id: 'InvariantRun' });
export type InvariantRun = z.infer<typeof InvariantRun>;

/** Needs the operator role. Both are null until the first check after a start has ended. */
export const getInvariants = {
  method: 'GET',
  path: '/operations/invariants',
  responses: {
    200: z
      .object({ latest: InvariantReport.nullable(), latestFull: InvariantReport.nullable(), running: z.boolean() })
      .meta({ id: 'InvariantStatus' }),
  },
} as const;

/**
 * Checks now; needs the operator role. 200 with the report when it is done soon, 202 when it goes on: ask again with the
 * same `runId`, which the caller mints. A check of the same scope that has not begun yet serves all who ask for one.
 */
export const checkInvariants = {
  method: 'POST',
  path: '/operations/invariants',
  body: z.strictObject({ full: z.boolean().default(false), runId: Uuid.optional() }),
  responses: { 200: InvariantRun, 202: InvariantRun },
  idempotent: true,
} as const;
