import { z } from 'zod';
import { operations } from '../stripe-api/operations.js';

/** `true` is always, a number is a share of the requests between 0 and 1. */
const share = z.union([z.boolean(), z.number().min(0).max(1)]).default(false);

export const FaultSettings = z
  .strictObject({
    /** Added before the work, to each request that is chosen. */
    latencyMs: z.number().int().min(0).max(120_000).default(0),
    /** Share answered with `errorStatus`. A 500 is stored under the idempotency key, as the provider does; others are not. */
    errorRate: share,
    errorStatus: z.union([z.literal(500), z.literal(502), z.literal(503), z.literal(429)]).default(500),
    /** The work is done, the answer never comes. */
    timeoutAfterCharging: share,
    /** Nothing is done, the answer never comes. */
    timeoutBeforeCharging: share,
    /** How long a time-out or a hang holds the connection before it is closed without an answer. */
    timeoutMs: z.number().int().min(1).max(600_000).default(60_000),
    /** Nothing is done and the connection stays open until the caller gives up or the knobs are cleared. */
    hang: share,
    /** Nothing is done, the connection is reset. */
    reset: share,
    /** The work is done, the connection is reset. */
    resetAfterCharging: share,
    /** Which operations are meant; empty means all. */
    operations: z.array(z.enum(operations)).default([]),
    /** How many requests of those operations are still affected; null is no limit. */
    count: z.number().int().min(0).max(1_000_000).nullable().default(null),
    /** Share of the requests of those operations that is affected at all. */
    rate: z.number().min(0).max(1).default(1),
    /** How far search is behind. */
    searchLagMs: z.number().int().min(0).max(86_400_000).default(1000),
    webhooks: z
      .strictObject({
        lose: share,
        double: share,
        delayMs: z.number().int().min(0).max(86_400_000).default(0),
      })
      .prefault({}),
  })
  .meta({ id: 'FaultSettings' });
export type FaultSettings = z.infer<typeof FaultSettings>;

export const noFaults: FaultSettings = FaultSettings.parse({});
