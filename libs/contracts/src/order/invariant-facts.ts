import { z } from 'zod';
import { Money, Timestamp, Uuid } from '../shared/primitives.js';
import { ChangesQuery, OrderIdPage, OrderIds } from '../shared/snapshot-pages.js';
import { OrderState } from './orders.js';

/** What the invariant checker needs to know of an order. */
export const OrderSnapshot = z
  .object({
    orderId: Uuid,
    state: OrderState,
    /** By the state machine: it will not change by itself. */
    final: z.boolean(),
    /** Work at other services that it still owes. */
    steps: z.array(z.string()),
    total: Money,
    /** What it believes has gone back to the customer. */
    refunded: Money,
    version: z.int(),
    stateSince: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'OrderSnapshot' });
export type OrderSnapshot = z.infer<typeof OrderSnapshot>;

export const listChangedOrders = {
  method: 'GET',
  path: '/internal/facts/invariants/changed-orders',
  query: ChangesQuery,
  responses: { 200: OrderIdPage },
} as const;

/** Orders that have not come to an end, or still owe work, however old they are. */
export const listUnfinishedOrders = {
  method: 'GET',
  path: '/internal/facts/invariants/unfinished-orders',
  query: z.strictObject({ after: Uuid.optional(), limit: ChangesQuery.shape.limit }),
  responses: { 200: OrderIdPage },
} as const;

/** Orders that customers were told of in the window: those in the stored answers to idempotency keys. */
export const listAcknowledgedOrders = {
  method: 'GET',
  path: '/internal/facts/invariants/acknowledged-orders',
  query: ChangesQuery,
  responses: { 200: OrderIdPage },
} as const;

/** One statement, so as of one moment. Orders that are not there are left out. */
export const readOrderSnapshots = {
  method: 'POST',
  path: '/internal/facts/invariants/orders',
  body: OrderIds,
  responses: { 200: z.object({ items: z.array(OrderSnapshot) }) },
  idempotent: true,
} as const;
