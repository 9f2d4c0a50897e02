import type { Sql } from '@breakwater/database';

export interface StoredAdjustment {
  readonly kind: string;
  readonly source: string | null;
  readonly attemptId: string | null;
  readonly amountMinor: number;
  readonly currency: string;
}

/** One of the things that an adoption is about. */
export interface AdoptedPart {
  readonly reference: string;
  readonly amountMinor: number;
}

export interface Adoption {
  readonly id: string;
  readonly source: string | null;
  readonly attemptId: string | null;
  readonly reason: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** Of what was asked for. */
  readonly shareMinor: number;
  readonly parts: readonly AdoptedPart[];
}

const IS_IN_FORCE = `NOT EXISTS (SELECT FROM ledger.transaction r WHERE r.reverses = t.id)`;

/** A reversed one is as if it had never been. One from before the parts were written down is about its source. */
const ADOPTIONS = `
  SELECT t.id, t.source, t.attempt_id AS "attemptId", t.reason, e.debit_minor AS "amountMinor", e.currency,
         coalesce(sum(p.amount_minor) FILTER (WHERE p.reference = ANY($1)), e.debit_minor)::bigint AS "shareMinor",
         coalesce(json_agg(json_build_object('reference', p.reference, 'amountMinor', p.amount_minor) ORDER BY p.reference)
                  FILTER (WHERE p.reference IS NOT NULL), '[]') AS parts
  FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id AND e.debit_minor > 0
  LEFT JOIN adopted_part p ON p.ledger_transaction_id = t.id
  WHERE t.kind = 'adjustment' AND t.reason LIKE $2 || ':%' AND ${IS_IN_FORCE} AND t.id IN (
    SELECT ledger_transaction_id FROM adopted_part WHERE reference = ANY($1)
    UNION
    SELECT o.id FROM ledger.transaction o WHERE o.source = ANY($1)
      AND NOT EXISTS (SELECT FROM adopted_part WHERE ledger_transaction_id = o.id))
  GROUP BY t.id, e.id ORDER BY t.recorded_at, t.id`;

// What an attempt captured, what was booked down of it again, and what refunds of a stray have booked in themselves.
const CHARGE_BOOKED = `
  SELECT (SELECT coalesce(sum(e.debit_minor), 0) FROM payment_attempt a
          JOIN ledger.transaction t ON t.attempt_id = a.id AND t.kind = 'capture' AND ${IS_IN_FORCE}
          JOIN ledger.entry e ON e.transaction_id = t.id AND e.account = 'provider_clearing'
          WHERE a.provider_reference = ANY($1))
       - (SELECT coalesce(sum(e.debit_minor), 0) FROM ledger.transaction t
          JOIN ledger.entry e ON e.transaction_id = t.id AND e.account = 'discrepancies'
          WHERE t.kind = 'adjustment' AND t.source = ANY($1) AND ${IS_IN_FORCE}
            AND (t.reason LIKE 'write_off:%' OR t.source LIKE 'txn\\_%'))
       + (SELECT coalesce(sum(CASE s.state WHEN 'pending' THEN s.amount_minor ELSE (
            SELECT sum(e.debit_minor) FROM ledger.transaction t
            JOIN ledger.entry e ON e.transaction_id = t.id AND e.account = 'provider_clearing'
            WHERE t.kind = 'stray_refund' AND t.source = s.id::text AND ${IS_IN_FORCE}) END), 0)
          FROM stray_refund s
          WHERE s.state <> 'failed' AND (s.charge = ANY($1) OR s.intent = ANY($1)))`;
const REFUND_BOOKED = `
  SELECT (SELECT coalesce(sum(amount_minor), 0) FROM refund WHERE provider_reference = ANY($1) AND state = 'succeeded')
       + (SELECT coalesce(sum(amount_minor), 0) FROM stray_refund WHERE provider_reference = ANY($1) AND state = 'succeeded')`;

/** SQL of adjustments: they live in the ledger, their kind leads the reason; what adoptions are about is beside it. */
export const adjustmentRepository = {
  /** Two that book the same thing at once wait for each other; all who lock several do it in the same order. */
  async lock(tx: Sql, names: readonly string[]): Promise<void> {
    for (const name of [...new Set(names)].toSorted()) {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('adjustment:' || $1, 0))`, [name]);
    }
  },

  async find(sql: Sql, id: string): Promise<StoredAdjustment | undefined> {
    const rows = await sql.query<StoredAdjustment>(
      `SELECT split_part(t.reason, ':', 1) AS kind, t.source, t.attempt_id AS "attemptId",
              e.debit_minor AS "amountMinor", e.currency
       FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id AND e.debit_minor > 0
       WHERE t.id = $1 AND t.kind = 'adjustment'`,
      [id],
    );
    return rows[0];
  },

  /** Those that are about any of the names, the oldest first. */
  async adoptionsOf(sql: Sql, kind: 'adopt_charge' | 'adopt_refund', names: readonly string[]): Promise<Adoption[]> {
    return sql.query<Adoption>(ADOPTIONS, [names, kind]);
  },

  async insertParts(tx: Sql, ledgerTransactionId: string, parts: readonly AdoptedPart[]): Promise<void> {
    await tx.query(
      `INSERT INTO adopted_part (ledger_transaction_id, reference, amount_minor)
       SELECT $1, reference, "amountMinor" FROM json_to_recordset($2::json) AS p (reference text, "amountMinor" bigint)`,
      [ledgerTransactionId, JSON.stringify(parts)],
    );
  },

  async isAdjusted(sql: Sql, kind: string, source: string): Promise<boolean> {
    const text = `SELECT FROM ledger.transaction t
                  WHERE t.kind = 'adjustment' AND t.source = $1 AND t.reason LIKE $2 || ':%' AND ${IS_IN_FORCE} LIMIT 1`;
    return (await sql.query(text, [source, kind])).length > 0;
  },

  /** Fees and payouts are booked by whoever reads the provider's report. */
  async isSettled(sql: Sql, source: string): Promise<boolean> {
    const text = `SELECT FROM ledger.transaction t
                  WHERE t.kind IN ('fee', 'payout') AND t.source = $1 AND ${IS_IN_FORCE} LIMIT 1`;
    return (await sql.query(text, [source])).length > 0;
  },

  /** How much of a charge or a refund the books hold without adoptions. */
  async bookedMinor(sql: Sql, kind: 'adopt_charge' | 'adopt_refund', names: readonly string[]): Promise<number> {
    const text = kind === 'adopt_charge' ? CHARGE_BOOKED : REFUND_BOOKED;
    return (await sql.query<{ booked: number }>(`SELECT (${text})::bigint AS booked`, [names]))[0]!.booked;
  },

  /** What refunds of a stray charge have left of what they booked in; less than nothing when it was adopted. */
  async strayRefundsMinor(sql: Sql, charge: string): Promise<number> {
    const rows = await sql.query<{ sum: number }>(
      `SELECT coalesce(sum(e.debit_minor - e.credit_minor), 0)::bigint AS sum FROM stray_refund s
       JOIN ledger.transaction t ON t.kind = 'stray_refund' AND t.source = s.id::text AND ${IS_IN_FORCE}
       JOIN ledger.entry e ON e.transaction_id = t.id AND e.account = 'provider_clearing'
       WHERE s.charge = $1`,
      [charge],
    );
    return rows[0]!.sum;
  },

  /** Of these refunds of the provider's, those that are ours and done. */
  async recordedRefunds(sql: Sql, references: readonly string[]): Promise<Set<string>> {
    const text = `SELECT provider_reference AS reference FROM refund WHERE provider_reference = ANY($1) AND state = 'succeeded'`;
    const rows = await sql.query<{ reference: string }>(text, [references]);
    return new Set(rows.map(({ reference }) => reference));
  },
};
