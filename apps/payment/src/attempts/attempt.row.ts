import type { Attempt as AttemptView } from '@breakwater/contracts';
import type { Attempt, AttemptState } from '../domain/attempt.js';

/** payment_attempt as it is read. */
export interface AttemptRow {
  readonly id: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly paymentMethod: string;
  readonly returnUrl: string;
  readonly couponDiscountMinor: number;
  readonly state: AttemptState;
  readonly reference: string | null;
  readonly declineCode: string | null;
  readonly declineMessage: string | null;
  readonly nextActionUrl: string | null;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly keyRound: number;
  readonly looks: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export const ATTEMPT_COLUMNS = `
  id, order_id AS "orderId", order_number AS "orderNumber", amount_minor AS "amountMinor", currency,
  payment_method AS "paymentMethod", return_url AS "returnUrl",
  coupon_discount_minor AS "couponDiscountMinor", state, provider_reference AS reference,
  decline_code AS "declineCode", decline_message AS "declineMessage", next_action_url AS "nextActionUrl",
  captured_minor AS "capturedMinor", refunded_minor AS "refundedMinor", key_round AS "keyRound", looks,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** What the rules see of a row. */
export function attemptOf(row: AttemptRow): Attempt {
  const { state, reference, nextActionUrl, capturedMinor, refundedMinor } = row;
  return { state, reference, nextActionUrl, capturedMinor, refundedMinor, decline: declineOf(row) };
}

/** What other services see of a row. */
export function viewOf(row: AttemptRow): AttemptView {
  return {
    id: row.id,
    orderId: row.orderId,
    state: row.state,
    amount: { amountMinor: row.amountMinor, currency: row.currency },
    providerReference: row.reference,
    decline: declineOf(row),
    nextActionUrl: row.nextActionUrl,
    updatedAt: row.updatedAt.toISOString(),
  };
}

function declineOf(row: AttemptRow): { code: string; message: string } | null {
  if (row.declineCode === null || row.declineMessage === null) return null;
  return { code: row.declineCode, message: row.declineMessage };
}
