import { z } from 'zod';
import { Line, Quantity, Sku, Uuid } from '../shared/primitives.js';
import { IdempotencyKey, Order, PaymentMethodId } from './orders.js';

const byOrder = z.strictObject({ orderId: Uuid });
const keyed = { 'Idempotency-Key': IdempotencyKey } as const;
const keyErrors = ['idempotency.key.missing', 'idempotency.key.reused', 'idempotency.key.in_progress'] as const;
const token = z.strictObject({ token: z.string().max(200).optional() });

/** By the customer, before it is fulfilled. What is paid is given back, and the things go back on the shelf. */
export const cancelOrder = {
  method: 'POST',
  path: '/orders/:orderId/cancel',
  params: byOrder,
  query: token,
  headers: keyed,
  responses: { 200: Order },
  errors: ['order.order.not_found', 'order.order.not_cancellable', 'order.order.busy', ...keyErrors],
  idempotent: true,
} as const;

/** A card for an order that was placed without one, or another one when the payment did not go through (payment_due). 201 paid, 202 still on its way, 402 declined. */
export const payOrder = {
  method: 'POST',
  path: '/orders/:orderId/payment',
  params: byOrder,
  query: token,
  headers: keyed,
  body: z.strictObject({ paymentMethod: PaymentMethodId }),
  responses: { 201: Order, 202: Order },
  errors: [
    'order.order.not_found',
    'order.order.busy',
    'order.payment.not_due',
    'order.payment.declined',
    'order.order.rejected',
    ...keyErrors,
  ],
  idempotent: true,
} as const;

/** By an operator: an amount, or lines with what they cost, or (neither given) all that is left. Lines go back on the shelf. */
export const refundOrder = {
  method: 'POST',
  path: '/orders/:orderId/refunds',
  params: byOrder,
  headers: keyed,
  body: z.strictObject({
    amountMinor: z.int().min(1).max(1_000_000_000_000).optional(),
    lines: z
      .array(z.strictObject({ sku: Sku, quantity: Quantity }))
      .min(1)
      .max(50)
      .optional(),
    reason: Line(200),
  }),
  responses: { 200: Order },
  errors: [
    'order.order.not_found',
    'order.order.busy',
    'order.move.illegal',
    'order.refund.exceeds_payment',
    'order.refund.unknown_line',
    ...keyErrors,
  ],
  idempotent: true,
} as const;

/** By an operator: the things have left the house. */
export const fulfilOrder = {
  method: 'POST',
  path: '/orders/:orderId/fulfil',
  params: byOrder,
  responses: { 200: Order },
  errors: ['order.order.not_found', 'order.order.busy', 'order.move.illegal'],
  idempotent: true,
} as const;

/** By an operator: one order by its number, such as BW-7K3F-Q2MX, or by its id. */
export const findOrder = {
  method: 'GET',
  path: '/orders/find',
  query: z.strictObject({ q: Line(60) }),
  responses: { 200: Order },
  errors: ['order.order.not_found'],
} as const;
