import { z } from 'zod';
import { pageOf, Sku, Timestamp, Uuid } from '../shared/primitives.js';
import { ChangesQuery, OrderIdPage, OrderIds } from '../shared/snapshot-pages.js';
import { ReservationState } from './reservations.js';

/** A SKU's level beside what the reservations say of it, both in one statement. */
export const StockSnapshot = z
  .object({
    sku: Sku,
    available: z.int(),
    held: z.int(),
    confirmed: z.int(),
    received: z.int(),
    /** Units in reservations that are held. */
    heldInReservations: z.int(),
    /** Units in confirmed reservations less those that came back; null when it was not asked for. */
    confirmedInReservations: z.int().nullable(),
  })
  .meta({ id: 'StockSnapshot' });
export type StockSnapshot = z.infer<typeof StockSnapshot>;

export const ReservationSnapshot = z
  .object({
    orderId: Uuid,
    state: ReservationState,
    /** Some or all of it came back after it was sold. */
    returned: z.boolean(),
    updatedAt: Timestamp,
  })
  .meta({ id: 'ReservationSnapshot' });
export type ReservationSnapshot = z.infer<typeof ReservationSnapshot>;

/** In the order of SKUs; then those that only a reservation names, with zeros. */
export const listStockSnapshots = {
  method: 'GET',
  path: '/internal/facts/invariants/stock',
  query: z.strictObject({
    after: z
      .string()
      .regex(/^(level|reserved):[A-Za-z0-9._-]{0,64}$/)
      .optional(),
    limit: ChangesQuery.shape.limit,
    sold: z
      .enum(['true', 'false'])
      .default('false')
      .describe('also add up what was sold: reads every reservation that names them'),
  }),
  responses: { 200: pageOf(StockSnapshot) },
} as const;

/** The same for some SKUs, with everything added up. */
export const readStockSnapshots = {
  method: 'POST',
  path: '/internal/facts/invariants/stock',
  body: z.strictObject({ skus: z.array(Sku).min(1).max(500) }),
  responses: { 200: z.object({ items: z.array(StockSnapshot) }) },
  idempotent: true,
} as const;

export const listChangedReservations = {
  method: 'GET',
  path: '/internal/facts/invariants/changed-reservations',
  query: ChangesQuery,
  responses: { 200: OrderIdPage },
} as const;

/** One statement. Orders without a reservation are left out. */
export const readReservationSnapshots = {
  method: 'POST',
  path: '/internal/facts/invariants/reservations',
  body: OrderIds,
  responses: { 200: z.object({ items: z.array(ReservationSnapshot) }) },
  idempotent: true,
} as const;
