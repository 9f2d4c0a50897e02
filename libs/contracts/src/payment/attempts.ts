import { z } from 'zod';
import { Email, Money, Timestamp, Uuid } from '../shared/primitives.js';

export const AttemptState = z
  .enum(['created', 'unknown', 'requires_action', 'authorized', 'declined', 'captured', 'voided', 'refunded'])
  .meta({ id: 'AttemptState' });
export type AttemptState = z.infer<typeof AttemptState>;

export const Attempt = z
  .object({
    id: Uuid,
    orderId: Uuid,
    state: AttemptState,
    amount: Money,
    /** The provider's id of the PaymentIntent, once it is known. */
    providerReference: z.string().nullable(),
    decline: z.object({ code: z.string(), message: z.string() }).nullable(),
    nextActionUrl: z.string().nullable(),
    updatedAt: Timestamp,
  })
  .meta({ id: 'Attempt' });
export type Attempt = z.infer<typeof Attempt>;

const params = z.strictObject({ attemptId: Uuid });

/** What is charged or given back: more than nothing. */
export const PaymentAmount = Money.extend({ amountMinor: z.int().min(1).max(1_000_000_000_000) }).meta({
  id: 'PaymentAmount',
});

/**
 * Authorises. The caller mints the id and may repeat the call: one id is one PaymentIntent.
 * A provider that does not answer clearly leaves state `unknown` (200); `created` (200) is an attempt that another call is at,
 * and says nothing of the provider: ask again. One that was never reached is
 * payment.provider.unavailable (503): nothing was charged and the attempt may be repeated. The same holds for
 * payment.provider.no_time (503), where the caller had left too little time: it says nothing of the provider.
 */
export const authorize = {
  method: 'PUT',
  path: '/internal/attempts/:attemptId',
  params,
  body: z.strictObject({
    orderId: Uuid,
    orderNumber: z.string().max(40),
    amount: PaymentAmount,
    /** What a coupon took off the price; `amount` is what is left. For the ledger only. */
    couponDiscountMinor: z.int().min(0).max(1_000_000_000_000).optional(),
    email: Email,
    paymentMethod: z.string().max(110),
    /** Where the provider sends the customer back to after 3-D Secure. */
    returnUrl: z.string().max(500),
  }),
  responses: { 200: Attempt },
  errors: ['payment.provider.unavailable', 'payment.provider.no_time', 'payment.attempt.mismatch'],
} as const;

/** The attempt as it is; `refresh=true` asks the provider first when the state is created, unknown or requires_action. */
export const getAttempt = {
  method: 'GET',
  path: '/internal/attempts/:attemptId',
  params,
  query: z.strictObject({ refresh: z.enum(['true', 'false']).default('false') }),
  responses: { 200: Attempt },
  errors: ['payment.attempt.not_found', 'payment.provider.unavailable', 'payment.provider.no_time'],
} as const;

const move = (verb: string) =>
  ({
    method: 'POST',
    path: `/internal/attempts/:attemptId/${verb}`,
    params,
    responses: { 200: Attempt },
    errors: [
      'payment.attempt.not_found',
      'payment.attempt.illegal_move',
      'payment.provider.unavailable',
      'payment.provider.no_time',
      'payment.outcome.unknown',
    ],
    idempotent: true,
  }) as const;

/** authorized -> captured, with ledger entries. Repeating it is fine. */
export const capture = move('capture');
/** Cancels at the provider what is not captured. Repeating it is fine. */
export const voidAttempt = move('void');

export const refund = {
  method: 'PUT',
  path: '/internal/attempts/:attemptId/refunds/:refundId',
  params: z.strictObject({ attemptId: Uuid, refundId: Uuid }),
  body: z.strictObject({ amount: PaymentAmount, reason: z.string().min(1).max(200) }),
  responses: {
    200: z
      .object({ id: Uuid, attemptId: Uuid, amount: Money, state: z.enum(['pending', 'succeeded', 'failed']) })
      .meta({ id: 'Refund' }),
  },
  errors: [
    'payment.attempt.not_found',
    'payment.attempt.illegal_move',
    'payment.refund.exceeds_capture',
    'payment.refund.mismatch',
    'payment.provider.unavailable',
    'payment.outcome.unknown',
  ],
} as const;

/** How the browser turns a card into a payment method, without the card ever reaching the shop. */
export const getPaymentConfig = {
  method: 'GET',
  path: '/orders/payment-config',
  responses: {
    200: z
      .object({
        /** sandbox: post the card to `tokenizeUrl`; stripe-test: choose one of `testPaymentMethods`. */
        mode: z.enum(['sandbox', 'stripe-test']),
        publishableKey: z.string().nullable(),
        tokenizeUrl: z.string().nullable(),
        testPaymentMethods: z.array(
          z.object({ id: z.string(), label: z.string(), cardNumber: z.string(), outcome: z.string() }),
        ),
      })
      .meta({ id: 'PaymentConfig' }),
  },
} as const;
export type PaymentConfig = z.infer<(typeof getPaymentConfig)['responses'][200]>;
