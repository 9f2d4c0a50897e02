import { z } from 'zod';
import { Quantity, Sku, SkuList, Timestamp, Uuid } from '../shared/primitives.js';

export const ReservationState = z.enum(['held', 'confirmed', 'released', 'expired']);
export type ReservationState = z.infer<typeof ReservationState>;

export const ReservationLine = z.strictObject({ sku: Sku, quantity: Quantity });
export type ReservationLine = z.infer<typeof ReservationLine>;

export const Reservation = z
  .object({
    orderId: Uuid,
    state: ReservationState,
    /** One per SKU: lines of the same thing are held together, so there may be more of it than one line asks for. */
    lines: z.array(z.object({ sku: Sku, quantity: z.int().min(1) })).min(1),
    expiresAt: Timestamp,
  })
  .meta({ id: 'Reservation' });
export type Reservation = z.infer<typeof Reservation>;

/** `details` of inventory.stock.insufficient. */
export const InsufficientStock = z.object({
  lines: z.array(z.object({ sku: Sku, requested: z.int(), available: z.int() })).min(1),
});
export type InsufficientStock = z.infer<typeof InsufficientStock>;

const params = z.strictObject({ orderId: Uuid });

/**
 * All lines or none. The same order id with the same lines answers the reservation as it is now, so look at its state; one that
 * has expired is held anew (or short, as a first one), one that was released is not. Other lines are a conflict.
 */
export const reserve = {
  method: 'PUT',
  path: '/internal/reservations/:orderId',
  params,
  body: z.strictObject({ lines: z.array(ReservationLine).min(1).max(50), ttlSeconds: z.int().min(1).max(604_800) }),
  responses: { 200: Reservation },
  errors: ['inventory.stock.insufficient', 'inventory.reservation.mismatch'],
} as const;

export const getReservation = {
  method: 'GET',
  path: '/internal/reservations/:orderId',
  params,
  responses: { 200: Reservation },
  errors: ['inventory.reservation.not_found'],
} as const;

const move = (verb: string, errors: readonly string[]) =>
  ({
    method: 'POST',
    path: `/internal/reservations/:orderId/${verb}`,
    params,
    responses: { 200: Reservation },
    errors: ['inventory.reservation.not_found', ...errors],
    idempotent: true,
  }) as const;

/** Confirming an expired or released hold is `inventory.reservation.expired` or `.released` (409). */
export const confirmReservation = move('confirm', ['inventory.reservation.expired', 'inventory.reservation.released']);
/** Puts the stock back, held or confirmed; one that has expired cannot be held again after it. Releasing twice is fine. */
export const releaseReservation = move('release', []);
export const extendReservation = {
  ...move('extend', ['inventory.reservation.expired', 'inventory.reservation.released']),
  body: z.strictObject({ ttlSeconds: z.int().min(1).max(604_800) }),
} as const;

/** Sold things come back: of a confirmed reservation, these units may be sold again. Once per `returnId`. */
export const returnStock = {
  ...move('return', ['inventory.return.exceeds_reservation', 'inventory.return.mismatch']),
  body: z.strictObject({ returnId: Uuid, lines: z.array(ReservationLine).min(1).max(50) }),
} as const;

/** available + held + confirmed = received, always. */
export const StockLevel = z
  .object({
    sku: Sku,
    available: z.int().describe('May be sold now'),
    held: z.int().describe('In reservations that are not confirmed yet'),
    confirmed: z.int().describe('Sold'),
    received: z.int().describe('Initial stock and all restocking'),
  })
  .meta({ id: 'StockLevel' });
export type StockLevel = z.infer<typeof StockLevel>;

/** Unknown SKUs are left out. */
export const getStock = {
  method: 'GET',
  path: '/internal/stock',
  query: z.strictObject({ skus: SkuList }),
  responses: { 200: z.object({ items: z.array(StockLevel) }) },
} as const;

/** Changes stock by `delta` (restock, write-off), or to `setAvailable`. Idempotent by key. */
export const adjustStock = {
  method: 'PUT',
  path: '/internal/stock-adjustments/:key',
  params: z.strictObject({ key: z.string().min(1).max(100) }),
  body: z.strictObject({
    reason: z.string().min(1).max(200),
    lines: z
      .array(
        z.union([
          z.strictObject({ sku: Sku, delta: z.int().min(-1_000_000).max(1_000_000) }),
          z.strictObject({ sku: Sku, setAvailable: z.int().min(0).max(1_000_000) }),
        ]),
      )
      .min(1)
      .max(1000),
  }),
  responses: { 200: z.object({ items: z.array(StockLevel) }) },
  errors: ['inventory.stock.negative'],
} as const;
