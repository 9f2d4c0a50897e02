import type { Sql } from '@breakwater/database';
import type { AdjustmentKind } from '../domain/ledger-postings.js';

export interface StoredAdjustment {
  readonly kind: string;
  readonly source: string | null;
  readonly attemptId: string | null;
  readonly amountMinor: number;
  readonly currency: string;
}

// Of a charge: what an attempt captured, a former adjustment, or a refund of a stray, which books the charge as well.
const CHARGE_BOOKED = `
  SELECT FROM payment_attempt a JOIN ledger.transaction t ON t.attempt_id = a.id AND t.kind = 'capture'
  WHERE a.provider_reference = $1
  UNION ALL
  SELECT FROM stray_refund s WHERE $1 IN (s.charge, s.intent, s.charge_transaction) AND s.state <> 'failed'`;
const REFUND_BOOKED = `
  SELECT FROM refund r WHERE r.provider_reference = $1 AND r.state = 'succeeded'
  UNION ALL
  SELECT FROM stray_refund s WHERE s.provider_reference = $1 AND s.state = 'succeeded'`;

/** A reversed adjustment is as if it had never been. */
const ADJUSTED = `
  SELECT t.id FROM ledger.transaction t
  WHERE t.kind = 'adjustment' AND t.source = ANY($1) AND t.reason LIKE $2 || ':%'
    AND NOT EXISTS (SELECT FROM ledger.transaction r WHERE r.reverses = t.id)`;

/** SQL of adjustments: they live in the ledger alone, their kind leads the reason. */
export const adjustmentRepository = {
  /** Two that book the same thing at once wait for each other. */
  async lock(tx: Sql, what: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('adjustment:' || $1, 0))`, [what]);
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

  async isAdopted(sql: Sql, references: readonly string[]): Promise<boolean> {
    return (await sql.query(`${ADJUSTED} LIMIT 1`, [references, 'adopt_charge'])).length > 0;
  },

  /** The transaction that has booked a refund before its own answer came; reversed ones are left out. */
  async findAdoptedRefund(sql: Sql, reference: string): Promise<string | undefined> {
    return (await sql.query<{ id: string }>(`${ADJUSTED} LIMIT 1`, [[reference], 'adopt_refund']))[0]?.id;
  },

  async isBooked(sql: Sql, kind: AdjustmentKind, source: string): Promise<boolean> {
    if ((await sql.query(`${ADJUSTED} LIMIT 1`, [[source], kind])).length > 0) return true;
    if (kind === 'write_off') return false;
    const text = kind === 'adopt_charge' ? CHARGE_BOOKED : REFUND_BOOKED;
    return (await sql.query(`${text} LIMIT 1`, [source])).length > 0;
  },
};
