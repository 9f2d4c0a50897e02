import { z } from 'zod';
import { Line, Uuid } from '../shared/primitives.js';
import { PaymentAmount } from './attempts.js';

/**
 * Gives back a charge that is no attempt's own, such as a duplicate. The caller mints the id and may repeat the call.
 * What was recorded is carried out, even if the caller was told that the provider is unavailable.
 */
export const refundProviderCharge = {
  method: 'PUT',
  path: '/internal/provider-refunds/:refundId',
  params: z.strictObject({ refundId: Uuid }),
  body: z.strictObject({
    /** The provider's id of the charge (ch_) or of its PaymentIntent (pi_). */
    providerReference: z.string().min(1).max(100),
    amount: PaymentAmount,
    reason: Line(200),
  }),
  responses: {
    200: z
      .object({
        id: Uuid,
        state: z.enum(['pending', 'succeeded', 'failed']),
        /** The provider's id of the refund, once there is one. */
        providerReference: z.string().nullable(),
      })
      .meta({ id: 'ProviderRefund' }),
  },
  errors: [
    'payment.refund.mismatch',
    'payment.refund.charge_not_found',
    'payment.refund.not_a_stray',
    'payment.refund.exceeds_capture',
    'payment.provider.unavailable',
    'payment.outcome.unknown',
  ],
} as const;
