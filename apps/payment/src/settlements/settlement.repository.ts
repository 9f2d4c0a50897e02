import type { PayoutFact } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import type { Progress } from '../domain/settlement.js';

export type List = 'transactions' | 'payouts';

export interface NewTransaction {
  readonly id: string;
  readonly type: string;
  readonly source: string | null;
  readonly attemptId: string | null;
  readonly currency: string;
  readonly amountMinor: number;
  readonly feeMinor: number;
  readonly netMinor: number;
  readonly payoutId: string | null;
  readonly createdAt: Date;
}

export interface NewPayout {
  readonly id: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PayoutFact['status'];
  readonly createdAt: Date;
  readonly arrivalDate: Date;
}

/** Of these an object has one at most. A dispute may be adjusted several times: each is booked. */
const ONCE = [
  'charge',
  'payment',
  'refund',
  'payment_refund',
  'refund_failure',
  'payout',
  'payout_cancel',
  'payout_failure',
];
const LOCK = 7_264_711_103;

/** SQL of provider_transaction, payout and settlement_progress. */
export const settlementRepository = {
  /** For one instance, once in a while; undefined for the others. */
  async claim(sql: Sql, list: List, now: Date, everyMs: number): Promise<Progress | undefined> {
    const rows = await sql.query<Record<'readUntil' | 'readFullyAt' | 'readDeeplyAt', Date | null>>(
      `UPDATE settlement_progress SET next_run_at = $2::timestamptz + make_interval(secs => $3)
       WHERE list = $1 AND next_run_at <= $2 RETURNING read_until AS "readUntil",
         read_fully_at AS "readFullyAt", read_deeply_at AS "readDeeplyAt"`,
      [list, now, everyMs / 1000],
    );
    const row = rows[0];
    return (
      row && {
        readUntilMs: row.readUntil?.getTime() ?? null,
        readFullyAtMs: row.readFullyAt?.getTime() ?? null,
        readDeeplyAtMs: row.readDeeplyAt?.getTime() ?? null,
      }
    );
  },

  async wake(sql: Sql): Promise<void> {
    await sql.query(`UPDATE settlement_progress SET next_run_at = '-infinity'`);
  },

  /** Never moves back: an older run that ends later changes nothing. */
  async advance(sql: Sql, list: List, readUntil: Date | null, now: Date, deep: boolean): Promise<void> {
    await sql.query(
      `UPDATE settlement_progress SET read_until = greatest(read_until, $2), read_fully_at = greatest(read_fully_at, $3),
         read_deeply_at = CASE WHEN $4 THEN greatest(read_deeply_at, $3) ELSE read_deeply_at END
       WHERE list = $1`,
      [list, readUntil, now, deep],
    );
  },

  async began(sql: Sql): Promise<Date | null> {
    const text = `SELECT min(created_at) AS began FROM payment_attempt`;
    return (await sql.query<{ began: Date | null }>(text))[0]?.began ?? null;
  },

  /** Two that book at once wait for each other. */
  async lock(tx: Sql): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock($1)`, [LOCK]);
  },

  /** Attempt ids by the provider's PaymentIntent, and those of the given ids that exist. */
  async attemptsOf(sql: Sql, references: string[], ids: string[]): Promise<Map<string, string>> {
    const rows = await sql.query<{ id: string; reference: string | null }>(
      `SELECT id, provider_reference AS reference FROM payment_attempt
       WHERE provider_reference = ANY($1) OR id = ANY($2::uuid[])`,
      [references, ids],
    );
    return new Map(
      rows.flatMap(
        ({ id, reference }) => [[id, id], ...(reference === null ? [] : [[reference, id]])] as [string, string][],
      ),
    );
  },

  /** `new`: not read before. `repeated`: another transaction says the same of the same charge, refund or payout. */
  async insert(tx: Sql, each: NewTransaction, now: Date): Promise<'new' | 'repeated' | 'known'> {
    const rows = await tx.query<{ repeated: boolean }>(
      `INSERT INTO provider_transaction (id, type, source, attempt_id, currency, amount_minor, fee_minor, net_minor,
                                         payout_id, created_at, read_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING
       RETURNING EXISTS (SELECT FROM provider_transaction o
                         WHERE o.source = $3 AND o.type = $2 AND o.id <> $1 AND o.type = ANY($12)) AS repeated`,
      [
        each.id,
        each.type,
        each.source,
        each.attemptId,
        each.currency,
        each.amountMinor,
        each.feeMinor,
        each.netMinor,
        each.payoutId,
        each.createdAt,
        now,
        ONCE,
      ],
    );
    if (rows[0] === undefined) return 'known';
    return rows[0].repeated ? 'repeated' : 'new';
  },

  async assignPayout(tx: Sql, payoutId: string, transactionIds: string[]): Promise<void> {
    await tx.query(
      `UPDATE provider_transaction SET payout_id = $1 WHERE id = ANY($2) AND payout_id IS DISTINCT FROM $1`,
      [payoutId, transactionIds],
    );
  },

  async payoutIdsOf(sql: Sql, transactionIds: string[]): Promise<Map<string, string>> {
    const rows = await sql.query<{ id: string; payoutId: string }>(
      `SELECT id, payout_id AS "payoutId" FROM provider_transaction WHERE id = ANY($1) AND payout_id IS NOT NULL`,
      [transactionIds],
    );
    return new Map(rows.map(({ id, payoutId }) => [id, payoutId]));
  },

  async savePayout(sql: Sql, payout: NewPayout): Promise<void> {
    await sql.query(
      `INSERT INTO payout (id, amount_minor, currency, status, created_at, arrival_date) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET amount_minor = excluded.amount_minor, status = excluded.status,
                                      arrival_date = excluded.arrival_date`,
      [payout.id, payout.amountMinor, payout.currency, payout.status, payout.createdAt, payout.arrivalDate],
    );
  },

  async openPayouts(sql: Sql, limit: number): Promise<string[]> {
    const text = `SELECT id FROM payout WHERE status IN ('pending', 'in_transit') ORDER BY arrival_date LIMIT $1`;
    return (await sql.query<{ id: string }>(text, [limit])).map(({ id }) => id);
  },

  async unreadPayouts(sql: Sql): Promise<{ id: string; status: string }[]> {
    return sql.query(`SELECT id, status FROM payout WHERE read_in_status IS DISTINCT FROM status ORDER BY created_at`);
  },

  /** `netMinor`: what its transactions come to. */
  async markRead(tx: Sql, payoutId: string, status: string, netMinor: number): Promise<void> {
    const text = `UPDATE payout SET read_in_status = $2, transactions_net_minor = $3 WHERE id = $1`;
    await tx.query(text, [payoutId, status, netMinor]);
  },
};
