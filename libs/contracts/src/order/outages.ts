import { z } from 'zod';
import { Timestamp, Uuid } from '../shared/primitives.js';

/** A time in which the provider was out, as the order service saw it. */
export const Outage = z
  .object({
    id: Uuid,
    beganAt: Timestamp,
    endedAt: Timestamp.nullable(),
    deferredOrders: z.int(),
    drainedAt: Timestamp.nullable(),
    /** Without those that were revoked because all of their purchase was given back. */
    couponsIssued: z.int(),
  })
  .meta({ id: 'Outage' });
export type Outage = z.infer<typeof Outage>;

/** By an operator; newest first, 50 at most. */
export const listOutages = {
  method: 'GET',
  path: '/orders/outages',
  responses: { 200: z.object({ items: z.array(Outage) }).meta({ id: 'OutageList' }) },
} as const;
