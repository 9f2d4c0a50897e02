import type { Sql } from '@breakwater/database';
import type { StoredBalance } from '../domain/account-balances.js';
import { FIRST_ID, type Place, type SealableTransaction, type SealHeader } from './seal-hash.js';

export interface Seal extends SealHeader {
  readonly hash: string;
}

interface SealRow extends Omit<Seal, 'from' | 'to'> {
  readonly fromXact: number;
  readonly fromId: string;
  readonly toXact: number;
  readonly toId: string;
  readonly balances: StoredBalance[];
}

// Text and not timestamps: a JavaScript Date has no microseconds.
const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const SEAL = `
  SELECT id, version, from_xact AS "fromXact", from_id AS "fromId", to_xact AS "toXact", to_id AS "toId", transactions,
         previous_hash AS "previousHash", hash, ${instant('sealed_at')} AS "sealedAt",
         ${instant('recorded_from')} AS "recordedFrom", ${instant('recorded_until')} AS "recordedUntil", balances
  FROM ledger.seal`;

const TRANSACTION = `
  SELECT id, kind, attempt_id AS "attemptId", refund_id AS "refundId", source, reverses, reason,
         ${instant('occurred_at')} AS "occurredAt", ${instant('recorded_at')} AS "recordedAt",
         recorded_in AS "recordedIn",
         (SELECT json_agg(json_build_array(e.id::text, e.account, e.debit_minor::text, e.credit_minor::text, e.currency)
                          ORDER BY e.id)
          FROM ledger.entry e WHERE e.transaction_id = t.id) AS entries
  FROM ledger.transaction t`;

export interface Outlook {
  /** Of the last seal of which everything was recorded until then. */
  readonly told: StoredBalance[] | null;
  /** Seals that lie across that moment. */
  readonly across: readonly { readonly from: Place; readonly to: Place }[];
  /** Where the last seal ends. */
  readonly end: Place;
}

// One statement: a seal that is made in between would be counted twice or not at all.
const OUTLOOK = `
  SELECT (SELECT balances FROM ledger.seal WHERE $1::timestamptz IS NULL OR recorded_until <= $1
          ORDER BY recorded_until DESC, id DESC LIMIT 1) AS told,
         (SELECT coalesce(json_agg(json_build_object('from', json_build_object('xact', from_xact, 'id', from_id),
                                                     'to', json_build_object('xact', to_xact, 'id', to_id))), '[]')
          FROM ledger.seal WHERE tstzrange(recorded_from, recorded_until) @> $1::timestamptz) AS across,
         coalesce((SELECT json_build_object('xact', to_xact, 'id', to_id) FROM ledger.seal ORDER BY id DESC LIMIT 1),
                  json_build_object('xact', 0, 'id', $2::uuid)) AS "end"`;

/** SQL of ledger.seal and of what is sealed. */
export const sealRepository = {
  async last(sql: Sql): Promise<Seal | undefined> {
    return (await sql.query<SealRow>(`${SEAL} ORDER BY id DESC LIMIT 1`)).map(sealOf)[0];
  },

  async listAfter(sql: Sql, id: number, limit: number): Promise<Seal[]> {
    return (await sql.query<SealRow>(`${SEAL} WHERE id > $1 ORDER BY id LIMIT $2`, [id, limit])).map(sealOf);
  },

  /** What seals say of a moment; of now when it is null. */
  async outlook(sql: Sql, asOf: string | null): Promise<Outlook> {
    return (await sql.query<Outlook>(OUTLOOK, [asOf, FIRST_ID]))[0]!;
  },

  async countUnsealed(sql: Sql): Promise<number> {
    const { end } = await this.outlook(sql, null);
    const text = `SELECT count(*) AS count FROM ledger.transaction WHERE (recorded_in, id) >= ($1::bigint, $2::uuid)`;
    return (await sql.query<{ count: number }>(text, [end.xact, end.id]))[0]!.count;
  },

  /** All database transactions below it have ended: nothing older can appear any more. Numbered as rows are, see ledger.epoch. */
  async horizon(sql: Sql): Promise<number> {
    const text = `SELECT max(base) + pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon FROM ledger.epoch`;
    return (await sql.query<{ horizon: number }>(text))[0]!.horizon;
  },

  /** Where a batch of `limit` transactions ends. */
  async endOfBatch(sql: Sql, from: Place, horizon: number, limit: number): Promise<Place> {
    const rows = await sql.query<Place>(
      `SELECT recorded_in AS xact, id FROM ledger.transaction
       WHERE (recorded_in, id) >= ($1::bigint, $2::uuid) AND recorded_in < $3
       ORDER BY recorded_in, id OFFSET $4 LIMIT 1`,
      [from.xact, from.id, horizon, limit],
    );
    return rows[0] ?? { xact: horizon, id: FIRST_ID };
  },

  /** Some of them, from the first place on. */
  async transactions(sql: Sql, from: Place, to: Place, limit: number): Promise<SealableTransaction[]> {
    const text = `${TRANSACTION} WHERE (recorded_in, id) >= ($1::bigint, $2::uuid)
                  AND (recorded_in, id) < ($3::bigint, $4::uuid) ORDER BY recorded_in, id LIMIT $5`;
    return sql.query<SealableTransaction>(text, [from.xact, from.id, to.xact, to.id, limit]);
  },

  async insert(tx: Sql, seal: Seal): Promise<void> {
    const { from, to } = seal;
    await tx.query(
      `INSERT INTO ledger.seal (id, version, from_xact, from_id, to_xact, to_id, transactions, previous_hash, hash,
                                sealed_at, recorded_from, recorded_until, balances)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz, $11::timestamptz, $12::timestamptz, $13)`,
      [
        seal.id,
        seal.version,
        from.xact,
        from.id,
        to.xact,
        to.id,
        seal.transactions,
        seal.previousHash,
        seal.hash,
        seal.sealedAt,
        seal.recordedFrom,
        seal.recordedUntil,
        JSON.stringify(seal.balances),
      ],
    );
  },
};

function sealOf({ fromXact, fromId, toXact, toId, ...row }: SealRow): Seal {
  return { ...row, from: { xact: fromXact, id: fromId }, to: { xact: toXact, id: toId } };
}
