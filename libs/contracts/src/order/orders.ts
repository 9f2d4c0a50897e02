import { z } from 'zod';
import { Email, FactsQuery, Line, Money, OptionalLine, pageOf, Timestamp, Uuid } from '../shared/primitives.js';
import { OrderLine } from './carts.js';

export const OrderState = z
  .enum([
    'pending', // recorded, stock not yet held
    'reserved', // stock held, payment not yet asked
    'requires_action', // the customer must do something (3-D Secure)
    'unknown', // the provider was asked and did not answer clearly
    'payment_deferred', // recorded, to be charged when the provider is back
    'payment_due', // the payment did not go through; the customer may pay in another way until `payUntil`
    'authorized', // the money is promised, the hold not yet confirmed
    'confirmed', // the hold is confirmed, the money not yet captured
    'paid',
    'fulfilled',
    'declined',
    'rejected', // see rejection
    'cancelled',
    'refunded',
  ])
  .meta({ id: 'OrderState' });
export type OrderState = z.infer<typeof OrderState>;

export const RejectionReason = z.enum(['sold_out', 'hold_expired', 'capture_failed']);
export type RejectionReason = z.infer<typeof RejectionReason>;

export const CancellationReason = z.enum(['customer', 'operator', 'window_over', 'superseded']);
export type CancellationReason = z.infer<typeof CancellationReason>;

export const Address = z
  .strictObject({
    name: Line(100),
    line1: Line(200),
    line2: OptionalLine(200),
    city: Line(100),
    postalCode: Line(20),
    country: z.string().regex(/^[A-Z]{2}$/),
  })
  .meta({ id: 'Address' });
export type Address = z.infer<typeof Address>;

export const OrderRefund = z
  .object({
    id: Uuid,
    amount: Money,
    reason: z.string(),
    state: z.enum(['pending', 'succeeded', 'failed']),
    at: Timestamp,
  })
  .meta({ id: 'OrderRefund' });
export type OrderRefund = z.infer<typeof OrderRefund>;

/** A coupon given as an apology. */
export const Apology = z.object({ code: z.string(), amount: Money, expiresAt: Timestamp }).meta({ id: 'Apology' });
export type Apology = z.infer<typeof Apology>;

export const Order = z
  .object({
    id: Uuid,
    number: z.string().describe('What people read out, such as BW-7K3F-Q2MX'),
    state: OrderState,
    rejection: RejectionReason.nullable(),
    cancellation: CancellationReason.nullable(),
    placedAt: Timestamp,
    email: z.string(),
    shippingAddress: Address,
    lines: z.array(OrderLine),
    subtotal: Money,
    shipping: Money,
    /** Taken off by a coupon. subtotal + shipping - discount = total. */
    discount: Money,
    couponCode: z.string().nullable(),
    total: Money,
    decline: z.object({ code: z.string(), message: z.string() }).nullable(),
    /** Where the customer goes when the bank asks for something: state requires_action, or payment_due after a deferral. */
    nextActionUrl: z.string().nullable(),
    /** Until then another card may be given (state payment_due). */
    payUntil: Timestamp.nullable(),
    /** What is with the customer again. */
    refunded: Money,
    /** What the shop has of the customer's money and has not begun to give back. Nothing was ever charged: 0, and no refunds. */
    refundable: Money,
    refunds: z.array(OrderRefund),
    /** For having had to wait for the payment; null again when all of the purchase was given back before it was sent off. */
    apology: Apology.nullable(),
    /** False: it was placed without a card, and none was given since. Until one is there is nothing to charge. */
    hasPaymentMethod: z.boolean(),
    /** The customer may cancel it now; what is paid is given back. */
    mayCancel: z.boolean(),
    timeline: z.array(z.object({ state: OrderState, at: Timestamp })),
    /** Opens this order without signing in; part of the link in the mail. */
    accessToken: z.string(),
    /** Ask again after this many milliseconds; null when nothing will change by itself. Jittered by the server. */
    pollAfterMs: z.int().nullable(),
  })
  .meta({ id: 'Order' });
export type Order = z.infer<typeof Order>;

export const OrderSummary = Order.pick({ id: true, number: true, state: true, placedAt: true, total: true })
  .extend({ itemCount: z.int(), accessToken: z.string() })
  .meta({ id: 'OrderSummary' });
export type OrderSummary = z.infer<typeof OrderSummary>;

/** The provider's id of a payment method (pm_...), made by the browser at the provider: card data never comes here. */
export const PaymentMethodId = z.string().regex(/^pm_[A-Za-z0-9_]{1,100}$/);

export const Checkout = z
  .strictObject({
    email: Email,
    shippingAddress: Address,
    /**
     * Null: the browser could not reach the provider to make one. The order is recorded and its things are put aside all the same; it
     * is `payment_due` at once, or as soon as the provider is back, and then a mail with a link asks for a card.
     */
    paymentMethod: PaymentMethodId.nullable(),
    /** The total that the customer saw. Another one now: 409 order.total.changed with the new cart in details. */
    expectedTotal: Money,
  })
  .meta({ id: 'Checkout' });
export type Checkout = z.infer<typeof Checkout>;

export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,100}$/)
  .describe('One key for one purchase, however often it is sent');

/**
 * Buys what is in the cart. Header `Idempotency-Key` is required: same key and body, same answer; same key and other body,
 * 422 idempotency.key.reused; still running, 409 idempotency.key.in_progress with Retry-After.
 * 201: the order has come to an end that is known now (paid). 202: recorded, the end comes later (look at `state`).
 * 402 order.payment.declined, 409 order.stock.insufficient: `details.order` is the recorded order.
 */
export const placeOrder = {
  method: 'POST',
  path: '/orders',
  headers: { 'Idempotency-Key': IdempotencyKey },
  body: Checkout,
  responses: { 201: Order, 202: Order },
  errors: [
    'order.cart.empty',
    'order.total.changed',
    'order.stock.insufficient',
    'order.payment.declined',
    'order.order.rejected',
    'order.cart.in_checkout',
    'idempotency.key.missing',
    'idempotency.key.reused',
    'idempotency.key.in_progress',
    'coupon.code.expired',
    'coupon.code.used',
  ],
  idempotent: true,
} as const;

export const getOrder = {
  method: 'GET',
  path: '/orders/:orderId',
  params: z.strictObject({ orderId: Uuid }),
  query: z.strictObject({ token: z.string().max(200).optional() }),
  responses: { 200: Order },
  errors: ['order.order.not_found'],
} as const;

/** The signed-in customer's orders, or those of this guest session; newest first, 100 at most. */
export const listOrders = {
  method: 'GET',
  path: '/orders',
  responses: { 200: z.object({ items: z.array(OrderSummary) }).meta({ id: 'OrderHistory' }) },
} as const;

/** The state machine as data: every state with the moves that it allows. */
export const getOrderStates = {
  method: 'GET',
  path: '/orders/states',
  responses: {
    200: z
      .object({
        states: z.array(z.object({ state: OrderState, final: z.boolean(), meaning: z.string() })),
        moves: z.array(z.object({ from: OrderState, event: z.string(), to: OrderState })),
      })
      .meta({ id: 'OrderStateTable' }),
  },
} as const;

/** What reconciliation compares: one row per order placed in the window. */
export const OrderFact = z
  .object({
    orderId: Uuid,
    attemptId: Uuid.nullable(),
    /** Attempts that it has left, or that turned up after its end; nothing should be charged by them. */
    formerAttemptIds: z.array(Uuid).optional(),
    state: OrderState,
    total: Money,
    placedAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'OrderFact' });
export type OrderFact = z.infer<typeof OrderFact>;

export const listOrderFacts = {
  method: 'GET',
  path: '/internal/facts/orders',
  query: FactsQuery.extend({
    /** The time that the window is about. */
    by: z.enum(['placed', 'updated']).default('placed'),
  }),
  responses: { 200: pageOf(OrderFact) },
} as const;
