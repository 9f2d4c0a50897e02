import { z } from 'zod';
import { Timestamp, Uuid } from './primitives.js';

/** What changed in [from, to), in the order of its changes: ask again with `after` until `next` is null. */
export const ChangesQuery = z.strictObject({
  from: Timestamp.describe('inclusive'),
  to: Timestamp.describe('exclusive'),
  after: z
    .string()
    .regex(/^[0-9]{1,16}_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(500),
});
export type ChangesQuery = z.infer<typeof ChangesQuery>;

/** A page of orders by their ids alone. */
export const OrderIdPage = z.object({ orderIds: z.array(Uuid), next: z.string().nullable() });
export type OrderIdPage = z.infer<typeof OrderIdPage>;

export const OrderIds = z.strictObject({ orderIds: z.array(Uuid).min(1).max(500) });
