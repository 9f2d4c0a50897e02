import type { Database, Sql } from '@breakwater/database';

const DAY_SECONDS = 86_400;
export const BIG_BOOKS_DAYS = 180;

/** So many payments of half a year, each tenth given back, with their ledger; as if they had been there before this version. */
export async function writeBigBooks(admin: Database, payments: number): Promise<void> {
  await admin.transaction(async (tx) => {
    await tx.query(`SET LOCAL session_replication_role = 'replica'`);
    await tx.query(
      `INSERT INTO payment_attempt (id, order_id, order_number, amount_minor, currency, payment_method, return_url, state,
                                    provider_reference, captured_minor, refunded_minor, created_at, updated_at, captured_at)
       SELECT gen_random_uuid(), gen_random_uuid(), 'BW-' || i, 2500, 'EUR', 'pm', 'http://localhost/', 'captured',
              'pi_' || i, 2500, 0, at, at, at
       FROM (SELECT i, now() - (($1 - i) * ($2::float8 / $1)) * interval '1 second' AS at FROM generate_series(1, $1) i) AS made`,
      [payments, BIG_BOOKS_DAYS * DAY_SECONDS],
    );
    await tx.query(
      `INSERT INTO refund (id, attempt_id, amount_minor, reason, state, provider_reference, created_at, settled_at)
       SELECT gen_random_uuid(), id, 500, 'test', 'succeeded', 're_' || id, captured_at, captured_at + interval '1 day'
       FROM payment_attempt WHERE order_number LIKE '%0' AND captured_at < now() - interval '1 day'`,
    );
    await tx.query(
      `UPDATE payment_attempt SET refunded_minor = 500, updated_at = r.settled_at FROM refund r WHERE r.attempt_id = payment_attempt.id`,
    );
    await tx.query(
      `INSERT INTO ledger.transaction (id, kind, attempt_id, refund_id, occurred_at, recorded_at, recorded_in)
       SELECT gen_random_uuid(), kind, attempt_id, refund_id, at, at, row_number() OVER (ORDER BY at)
       FROM (SELECT 'capture' AS kind, id AS attempt_id, NULL::uuid AS refund_id, captured_at AS at FROM payment_attempt
             UNION ALL SELECT 'refund', attempt_id, id, settled_at FROM refund) AS made`,
    );
    // The numbers above are those of a server that has counted further than this one.
    await tx.query(`INSERT INTO ledger.epoch (base) SELECT max(recorded_in) + 1 FROM ledger.transaction`);
    await tx.query(
      `INSERT INTO ledger.entry (transaction_id, account, debit_minor, credit_minor, currency)
       SELECT t.id, p.account, p.debit, p.credit, 'EUR' FROM ledger.transaction t JOIN (VALUES
         ('capture', 'provider_clearing', 2500, 0), ('capture', 'revenue', 0, 2500),
         ('refund', 'refunds', 500, 0), ('refund', 'provider_clearing', 0, 500)) AS p (kind, account, debit, credit)
       ON p.kind = t.kind`,
    );
  });
  for (const table of ['payment_attempt', 'refund', 'ledger.transaction', 'ledger.entry'])
    await admin.writer.query(`VACUUM ANALYZE ${table}`);
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Plan[];
}

export interface Costs {
  /** Pages of tables and indexes that were looked at. */
  blocks: number;
  millis: number;
  /** Tables that were read from end to end. */
  scanned: string[];
}

/** Runs statements as they are and tells what each has cost. */
export function explaining(sql: Sql): { sql: Sql; costs: Costs } {
  const costs: Costs = { blocks: 0, millis: 0, scanned: [] };
  const look = (plan: Plan): void => {
    if (plan['Node Type'] === 'Seq Scan') costs.scanned.push(plan['Relation Name'] ?? '');
    plan.Plans?.forEach(look);
  };
  const query = async <T>(text: string, params?: readonly unknown[]): Promise<T[]> => {
    const [row] = await sql.query<{ 'QUERY PLAN': readonly { Plan: Plan; 'Execution Time': number }[] }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ${text}`,
      params,
    );
    for (const { Plan: plan, 'Execution Time': millis } of row?.['QUERY PLAN'] ?? []) {
      costs.blocks += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0);
      costs.millis += millis;
      look(plan);
    }
    return sql.query<T>(text, params);
  };
  return { sql: { query }, costs };
}
