import { z } from 'zod';

export const DISCREPANCY_KINDS = [
  'missing_internal',
  'missing_provider',
  'missing_payout',
  'amount',
  'currency',
  'fee',
  'duplicate_charge',
  'duplicate_event',
  'status',
  'timing',
  'orphan_refund',
  'refund_exceeds_capture',
  'payout_sum',
  'unknown_stale',
] as const;

export const DiscrepancyOrder = z
  .strictObject({
    kind: z.enum(DISCREPANCY_KINDS),
    /** Which payment is meant; the newest that fits when neither is given. */
    paymentIntent: z.string().max(100).optional(),
    attemptId: z.string().max(100).optional(),
    /** How much: of the charge, the refund or the difference. */
    amountMinor: z.int().min(-99_999_999).max(99_999_999).optional(),
    currency: z
      .string()
      .regex(/^[a-zA-Z]{3}$/)
      .optional(),
    /** timing: how late the transaction appears, by the machine's clock. */
    afterSeconds: z.number().min(0).max(86_400).optional(),
  })
  .meta({ id: 'DiscrepancyOrder' });
export type DiscrepancyOrder = z.infer<typeof DiscrepancyOrder>;

export const MadeDiscrepancy = z
  .strictObject({
    id: z.string(),
    kind: z.enum(DISCREPANCY_KINDS),
    paymentIntent: z.string().nullable(),
    attemptId: z.string().nullable(),
    /** The charge, refund or payout that it is about. */
    source: z.string().nullable(),
    balanceTransaction: z.string().nullable(),
  })
  .meta({ id: 'MadeDiscrepancy' });
export type MadeDiscrepancy = z.infer<typeof MadeDiscrepancy>;
