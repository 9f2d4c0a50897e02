import { z } from 'zod';
import { Line, Timestamp, Uuid } from '../shared/primitives.js';
import { PaymentAmount } from './attempts.js';

export const LedgerAccount = z
  .enum(['customer_receivable', 'provider_clearing', 'bank', 'revenue', 'fees', 'refunds', 'coupons', 'discrepancies'])
  .meta({ id: 'LedgerAccount' });
export type LedgerAccount = z.infer<typeof LedgerAccount>;

const minor = z.int();

/** The books as of a moment: what each account holds, whether they balance, and whether the seals are whole. */
export const LedgerFacts = z
  .object({
    asOf: Timestamp,
    /** `balanceMinor` is debit less credit. */
    accounts: z.array(
      z.object({
        account: LedgerAccount,
        currency: z.string(),
        debitMinor: minor,
        creditMinor: minor,
        balanceMinor: minor,
      }),
    ),
    /** Transactions whose debits and credits differ in a currency; there should never be one. */
    unbalanced: z.array(z.object({ transactionId: Uuid })),
    seals: z.object({
      count: z.int(),
      lastSealedAt: Timestamp.nullable(),
      /** Ledger transactions that no seal covers yet. */
      unsealed: z.int(),
      /** Seals that do not fit what the ledger holds, the first one first: somebody changed a sealed row. */
      broken: z.array(z.object({ sealId: z.int(), reason: z.string() })),
    }),
  })
  .meta({ id: 'LedgerFacts' });
export type LedgerFacts = z.infer<typeof LedgerFacts>;

export const getLedgerFacts = {
  method: 'GET',
  path: '/internal/facts/ledger',
  query: z.strictObject({
    asOf: Timestamp.optional().describe('what was recorded until then; now when absent'),
    seals: z
      .string()
      .regex(/^\d{1,15}(,\d{1,15}){0,99}$/)
      .optional()
      .describe('these seals are verified too; else as many as fit into a second, going around'),
  }),
  responses: { 200: LedgerFacts },
} as const;

/**
 * Books what reconciliation could explain but payment did not know, against `discrepancies`. Idempotent by its id.
 * adopt_charge: the provider holds money of a charge that we never recorded; adopt_refund: it gave back money that we
 * never recorded; write_off: what we booked is not at the provider and never will be. movement_in, movement_out: the
 * provider holds more, or less, than our books for another reason, such as a dispute; bank_in, bank_out: the account does.
 */
export const adjustLedger = {
  method: 'PUT',
  path: '/internal/adjustments/:adjustmentId',
  params: z.strictObject({ adjustmentId: Uuid }),
  body: z.strictObject({
    kind: z.enum(['adopt_charge', 'adopt_refund', 'write_off', 'movement_in', 'movement_out', 'bank_in', 'bank_out']),
    /** The provider's id of the balance transaction, charge, refund or payout that is booked, or the bank's of a line. */
    providerReference: z.string().min(1).max(100).nullable(),
    attemptId: Uuid.nullable(),
    amount: PaymentAmount,
    reason: Line(200),
  }),
  responses: { 200: z.object({ id: Uuid, ledgerTransactionId: Uuid }).meta({ id: 'Adjustment' }) },
  errors: [
    'payment.adjustment.mismatch',
    'payment.adjustment.already_booked',
    'payment.attempt.not_found',
    'payment.provider.unavailable',
  ],
} as const;

/** Takes a ledger transaction back by its mirror image, once; asked again it answers the same. */
export const reverseLedgerTransaction = {
  method: 'PUT',
  path: '/internal/ledger/:transactionId/reversal',
  params: z.strictObject({ transactionId: Uuid }),
  body: z.strictObject({ reason: Line(200) }),
  responses: { 200: z.object({ reverses: Uuid, ledgerTransactionId: Uuid }).meta({ id: 'Reversal' }) },
  errors: ['payment.ledger.not_found', 'payment.ledger.not_reversible'],
} as const;
