import type { Sql } from '@breakwater/database';
import type { SealableTransaction } from './seal-hash.js';

export interface Seal {
  readonly id: number;
  /** It covers what the database transactions from here ... */
  readonly fromXact: number;
  /** ... up to, not including, this one have written. */
  readonly toXact: number;
  readonly transactions: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly sealedAt: string;
}

// Text and not timestamps: a JavaScript Date has no microseconds.
const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const SEAL = `id, from_xact AS "fromXact", to_xact AS "toXact", transactions, previous_hash AS "previousHash", hash,
              ${instant('sealed_at')} AS "sealedAt"`;

const TRANSACTION = `
  SELECT id, kind, attempt_id AS "attemptId", refund_id AS "refundId", source, reverses, reason,
         ${instant('occurred_at')} AS "occurredAt", ${instant('recorded_at')} AS "recordedAt",
         recorded_in AS "recordedIn",
         (SELECT json_agg(json_build_array(e.id::text, e.account, e.debit_minor::text, e.credit_minor::text, e.currency)
                          ORDER BY e.id)
          FROM ledger.entry e WHERE e.transaction_id = t.id) AS entries
  FROM ledger.transaction t`;

/** SQL of ledger.seal and of what is sealed. */
export const sealRepository = {
  async last(sql: Sql): Promise<Seal | undefined> {
    return (await sql.query<Seal>(`SELECT ${SEAL} FROM ledger.seal ORDER BY id DESC LIMIT 1`))[0];
  },

  async listAfter(sql: Sql, id: number, limit: number): Promise<Seal[]> {
    return sql.query<Seal>(`SELECT ${SEAL} FROM ledger.seal WHERE id > $1 ORDER BY id LIMIT $2`, [id, limit]);
  },

  async count(sql: Sql): Promise<{ count: number; lastSealedAt: Date | null }> {
    const text = `SELECT count(*) AS count, max(sealed_at) AS "lastSealedAt" FROM ledger.seal`;
    return (await sql.query<{ count: number; lastSealedAt: Date | null }>(text))[0]!;
  },

  async countUnsealed(sql: Sql): Promise<number> {
    const text = `SELECT count(*) AS count FROM ledger.transaction
                  WHERE recorded_in >= (SELECT coalesce(max(to_xact), 0) FROM ledger.seal)`;
    return (await sql.query<{ count: number }>(text))[0]!.count;
  },

  /** All database transactions below it have ended: nothing older can appear any more. */
  async horizon(sql: Sql): Promise<number> {
    const text = `SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon`;
    return (await sql.query<{ horizon: number }>(text))[0]!.horizon;
  },

  /** Where a batch of about `limit` transactions ends; what one database transaction wrote stays together. */
  async endOfBatch(sql: Sql, fromXact: number, horizon: number, limit: number): Promise<number> {
    const text = `SELECT recorded_in + 1 AS "end" FROM ledger.transaction WHERE recorded_in >= $1 AND recorded_in < $2
                  ORDER BY recorded_in OFFSET $3 LIMIT 1`;
    return (await sql.query<{ end: number }>(text, [fromXact, horizon, limit - 1]))[0]?.end ?? horizon;
  },

  async transactions(sql: Sql, fromXact: number, toXact: number): Promise<SealableTransaction[]> {
    const text = `${TRANSACTION} WHERE recorded_in >= $1 AND recorded_in < $2 ORDER BY recorded_in, id`;
    return sql.query<SealableTransaction>(text, [fromXact, toXact]);
  },

  async insert(tx: Sql, seal: Seal): Promise<void> {
    await tx.query(
      `INSERT INTO ledger.seal (id, from_xact, to_xact, transactions, previous_hash, hash, sealed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7::timestamptz)`,
      [seal.id, seal.fromXact, seal.toXact, seal.transactions, seal.previousHash, seal.hash, seal.sealedAt],
    );
  },
};
