import type { Sql } from '@breakwater/database';
import type { Money } from '@breakwater/kernel';
import type { Attempt } from '../domain/attempt.js';
import { ATTEMPT_COLUMNS, type AttemptRow } from './attempt.row.js';

export interface NewAttempt {
  readonly id: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly amount: Money;
  readonly paymentMethod: string;
  readonly returnUrl: string;
  readonly couponDiscountMinor: number;
}

/** SQL of payment_attempt; which connection or transaction is the caller's choice. */
export const attemptRepository = {
  /** False when the id is there already. */
  async insert(sql: Sql, attempt: NewAttempt, now: Date, nextLookAt: Date | null): Promise<boolean> {
    const { id, orderId, orderNumber, amount, paymentMethod, returnUrl, couponDiscountMinor } = attempt;
    const rows = await sql.query(
      `INSERT INTO payment_attempt (id, order_id, order_number, amount_minor, currency, payment_method, return_url,
                                    coupon_discount_minor, state, next_look_at, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $10, 'created', $9, $8, $8) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        id,
        orderId,
        orderNumber,
        amount.amountMinor,
        amount.currency,
        paymentMethod,
        returnUrl,
        now,
        nextLookAt,
        couponDiscountMinor,
      ],
    );
    return rows.length === 1;
  },

  async find(sql: Sql, id: string): Promise<AttemptRow | undefined> {
    const rows = await sql.query<AttemptRow>(`SELECT ${ATTEMPT_COLUMNS} FROM payment_attempt WHERE id = $1`, [id]);
    return rows[0];
  },

  /** `andStays`: nobody books its capture until the transaction ends. */
  async exists(tx: Sql, id: string, { andStays }: { andStays: boolean }): Promise<boolean> {
    const text = `SELECT id FROM payment_attempt WHERE id = $1 ${andStays ? 'FOR KEY SHARE' : ''}`;
    return (await tx.query(text, [id])).length === 1;
  },

  /** The row, locked until the transaction ends. */
  async lock(tx: Sql, id: string): Promise<AttemptRow | undefined> {
    const text = `SELECT ${ATTEMPT_COLUMNS} FROM payment_attempt WHERE id = $1 FOR UPDATE`;
    return (await tx.query<AttemptRow>(text, [id]))[0];
  },

  async findIdByReference(sql: Sql, reference: string): Promise<string | undefined> {
    const text = `SELECT id FROM payment_attempt WHERE provider_reference = $1`;
    return (await sql.query<{ id: string }>(text, [reference]))[0]?.id;
  },

  async save(tx: Sql, id: string, to: Attempt, now: Date, nextLookAt: Date | null): Promise<AttemptRow> {
    const rows = await tx.query<AttemptRow>(
      `UPDATE payment_attempt
       SET state = $2::text, provider_reference = $3, decline_code = $4, decline_message = $5, next_action_url = $6,
           captured_minor = $7::bigint, refunded_minor = $8, next_look_at = $9, updated_at = $10::timestamptz,
           looks = CASE WHEN state = $2::text THEN looks ELSE 0 END,
           captured_at = CASE WHEN $7::bigint > 0 THEN coalesce(captured_at, $10::timestamptz) END
       WHERE id = $1 RETURNING ${ATTEMPT_COLUMNS}`,
      [
        id,
        to.state,
        to.reference,
        to.decline?.code ?? null,
        to.decline?.message ?? null,
        to.nextActionUrl,
        to.capturedMinor,
        to.refundedMinor,
        nextLookAt,
        now,
      ],
    );
    return rows[0]!;
  },

  /** Attempts to be looked at now; their next turn is put off meanwhile, see `lookAgainInMs`. */
  async lockDue(tx: Sql, now: Date, limit: number): Promise<Pick<AttemptRow, 'id' | 'state' | 'looks'>[]> {
    return tx.query(
      `SELECT id, state, looks FROM payment_attempt WHERE next_look_at <= $1
       ORDER BY next_look_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [now, limit],
    );
  },

  async putOff(tx: Sql, id: string, looks: number, nextLookAt: Date | null): Promise<void> {
    await tx.query(`UPDATE payment_attempt SET looks = $2, next_look_at = $3 WHERE id = $1`, [id, looks, nextLookAt]);
  },

  /** The provider has stored a failure for the present keys: the next calls need other ones. */
  async nextKeyRound(sql: Sql, id: string, round: number): Promise<void> {
    await sql.query(`UPDATE payment_attempt SET key_round = key_round + 1 WHERE id = $1 AND key_round = $2`, [
      id,
      round,
    ]);
  },
};
