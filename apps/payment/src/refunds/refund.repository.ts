import type { Sql } from '@breakwater/database';
import type { RefundState } from '../domain/decide-refund.js';

export interface RefundRow {
  readonly id: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly state: RefundState;
  readonly reference: string | null;
  readonly keyRound: number;
  readonly looks: number;
  readonly createdAt: Date;
  /** The provider's id of the PaymentIntent. */
  readonly intent: string;
}

const SELECT = `
  SELECT r.id, r.attempt_id AS "attemptId", r.amount_minor AS "amountMinor", a.currency, r.state,
         r.provider_reference AS reference, r.key_round AS "keyRound", r.looks, r.created_at AS "createdAt",
         a.provider_reference AS intent
  FROM refund r JOIN payment_attempt a ON a.id = r.attempt_id`;

export interface NewRefund {
  readonly id: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly reason: string;
}

/** SQL of refund; which connection or transaction is the caller's choice. */
export const refundRepository = {
  async find(sql: Sql, id: string): Promise<RefundRow | undefined> {
    return (await sql.query<RefundRow>(`${SELECT} WHERE r.id = $1`, [id]))[0];
  },

  async lock(tx: Sql, id: string): Promise<RefundRow | undefined> {
    return (await tx.query<RefundRow>(`${SELECT} WHERE r.id = $1 FOR UPDATE OF r`, [id]))[0];
  },

  /** Those that the provider has to be asked about. */
  async openIds(sql: Sql, attemptId: string): Promise<string[]> {
    const text = `SELECT id FROM refund WHERE attempt_id = $1 AND next_look_at IS NOT NULL ORDER BY id`;
    return (await sql.query<{ id: string }>(text, [attemptId])).map(({ id }) => id);
  },

  /** One that is done may have come back: the provider is to be asked once more. */
  async lookAgain(sql: Sql, about: { attemptId: string } | { reference: string }, now: Date): Promise<void> {
    const [column, value] =
      'attemptId' in about ? ['attempt_id', about.attemptId] : ['provider_reference', about.reference];
    await sql.query(
      `UPDATE refund SET looks = 0, next_look_at = $2
       WHERE ${column} = $1 AND state = 'succeeded' AND provider_reference IS NOT NULL`,
      [value, now],
    );
  },

  async pendingMinor(tx: Sql, attemptId: string): Promise<number> {
    const text = `SELECT coalesce(sum(amount_minor), 0)::bigint AS sum FROM refund WHERE attempt_id = $1 AND state = 'pending'`;
    return (await tx.query<{ sum: number }>(text, [attemptId]))[0]?.sum ?? 0;
  },

  async insert(tx: Sql, refund: NewRefund, now: Date, nextLookAt: Date): Promise<void> {
    await tx.query(
      `INSERT INTO refund (id, attempt_id, amount_minor, reason, state, created_at, next_look_at)
       VALUES ($1, $2, $3, $4, 'pending', $5, $6)`,
      [refund.id, refund.attemptId, refund.amountMinor, refund.reason, now, nextLookAt],
    );
  },

  async settle(tx: Sql, id: string, state: RefundState, reference: string | null, now: Date): Promise<void> {
    await tx.query(
      `UPDATE refund SET state = $2, provider_reference = coalesce($3, provider_reference),
         settled_at = CASE WHEN $2 = 'pending' THEN NULL ELSE $4::timestamptz END,
         next_look_at = CASE WHEN $2 = 'pending' THEN next_look_at END
       WHERE id = $1`,
      [id, state, reference, now],
    );
  },

  /** It is as it was known to be. */
  async looked(tx: Sql, id: string): Promise<void> {
    await tx.query(`UPDATE refund SET next_look_at = NULL WHERE id = $1`, [id]);
  },

  /** Refunds to be worked now; their next turn is put off meanwhile. */
  async claimDue(sql: Sql, now: Date, limit: number): Promise<{ id: string; attemptId: string }[]> {
    return sql.query(
      `UPDATE refund SET looks = looks + 1,
         next_look_at = $1::timestamptz + make_interval(secs => least(2 * power(2, least(looks + 1, 20)), 600))
       WHERE id IN (SELECT id FROM refund WHERE next_look_at <= $1 ORDER BY next_look_at LIMIT $2
                    FOR UPDATE SKIP LOCKED)
       RETURNING id, attempt_id AS "attemptId"`,
      [now, limit],
    );
  },

  async nextKeyRound(sql: Sql, id: string, round: number): Promise<void> {
    await sql.query(`UPDATE refund SET key_round = key_round + 1 WHERE id = $1 AND key_round = $2`, [id, round]);
  },
};
