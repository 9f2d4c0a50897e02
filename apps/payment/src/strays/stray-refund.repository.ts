import type { Sql } from '@breakwater/database';
import type { RefundState } from '../domain/decide-refund.js';

export interface NewStrayRefund {
  readonly id: string;
  readonly askedReference: string;
  readonly charge: string;
  readonly intent: string | null;
  readonly chargeTransaction: string | null;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
}

export interface StrayRefundRow extends NewStrayRefund {
  readonly state: RefundState;
  readonly reference: string | null;
  readonly keyRound: number;
  readonly createdAt: Date;
}

const COLUMNS = `id, asked_reference AS "askedReference", charge, intent, charge_transaction AS "chargeTransaction",
  amount_minor AS "amountMinor", currency, reason, state, provider_reference AS reference, key_round AS "keyRound",
  created_at AS "createdAt"`;

/** SQL of stray_refund; which connection or transaction is the caller's choice. */
export const strayRefundRepository = {
  async find(sql: Sql, id: string): Promise<StrayRefundRow | undefined> {
    return (await sql.query<StrayRefundRow>(`SELECT ${COLUMNS} FROM stray_refund WHERE id = $1`, [id]))[0];
  },

  async lock(tx: Sql, id: string): Promise<StrayRefundRow> {
    return (await tx.query<StrayRefundRow>(`SELECT ${COLUMNS} FROM stray_refund WHERE id = $1 FOR UPDATE`, [id]))[0]!;
  },

  async insert(sql: Sql, refund: NewStrayRefund, now: Date, nextLookAt: Date): Promise<void> {
    await sql.query(
      `INSERT INTO stray_refund (id, asked_reference, charge, intent, charge_transaction, amount_minor, currency, reason,
                                 state, created_at, next_look_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10) ON CONFLICT (id) DO NOTHING`,
      [
        refund.id,
        refund.askedReference,
        refund.charge,
        refund.intent,
        refund.chargeTransaction,
        refund.amountMinor,
        refund.currency,
        refund.reason,
        now,
        nextLookAt,
      ],
    );
  },

  async settle(tx: Sql, id: string, state: RefundState, reference: string | null, now: Date): Promise<void> {
    await tx.query(
      `UPDATE stray_refund SET state = $2, provider_reference = coalesce($3, provider_reference),
         settled_at = CASE WHEN $2 = 'pending' THEN NULL ELSE $4::timestamptz END,
         next_look_at = CASE WHEN $2 = 'pending' THEN next_look_at END
       WHERE id = $1`,
      [id, state, reference, now],
    );
  },

  /** It is as it was known to be. */
  async looked(tx: Sql, id: string): Promise<void> {
    await tx.query(`UPDATE stray_refund SET next_look_at = NULL WHERE id = $1`, [id]);
  },

  /** One that is done may have come back: the provider is to be asked once more. */
  async lookAgain(sql: Sql, reference: string, now: Date): Promise<void> {
    const text = `UPDATE stray_refund SET looks = 0, next_look_at = $2
                  WHERE provider_reference = $1 AND state = 'succeeded'`;
    await sql.query(text, [reference, now]);
  },

  /** To be worked now; their next turn is put off meanwhile. */
  async claimDue(sql: Sql, now: Date, limit: number): Promise<string[]> {
    const rows = await sql.query<{ id: string }>(
      `UPDATE stray_refund SET looks = looks + 1,
         next_look_at = $1::timestamptz + make_interval(secs => least(2 * power(2, least(looks + 1, 20)), 600))
       WHERE id IN (SELECT id FROM stray_refund WHERE next_look_at <= $1 ORDER BY next_look_at LIMIT $2
                    FOR UPDATE SKIP LOCKED)
       RETURNING id`,
      [now, limit],
    );
    return rows.map(({ id }) => id);
  },

  async nextKeyRound(sql: Sql, id: string, round: number): Promise<void> {
    await sql.query(`UPDATE stray_refund SET key_round = key_round + 1 WHERE id = $1 AND key_round = $2`, [id, round]);
  },

  /** The attempt that a PaymentIntent belongs to; nobody books its capture until the transaction ends. */
  async lockAttemptOf(tx: Sql, intent: string): Promise<string | undefined> {
    const text = `SELECT id FROM payment_attempt WHERE provider_reference = $1 FOR KEY SHARE`;
    return (await tx.query<{ id: string }>(text, [intent]))[0]?.id;
  },

  /** The attempt that a PaymentIntent belongs to, unless it ended without taking money. */
  async liveAttemptOf(sql: Sql, intent: string): Promise<string | undefined> {
    const text = `SELECT id FROM payment_attempt WHERE provider_reference = $1 AND state NOT IN ('declined', 'voided')`;
    return (await sql.query<{ id: string }>(text, [intent]))[0]?.id;
  },
};
