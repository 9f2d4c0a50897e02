import type { LedgerFacts } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

/** What each account holds, of what was recorded until `asOf`; now when it is null. */
export async function readBalances(sql: Sql, asOf: string | null): Promise<LedgerFacts['accounts']> {
  return sql.query(
    `SELECT account, currency, sum(debit_minor)::bigint AS "debitMinor", sum(credit_minor)::bigint AS "creditMinor",
            sum(debit_minor - credit_minor)::bigint AS "balanceMinor"
     FROM ledger.entry e
     WHERE $1::timestamptz IS NULL
        OR EXISTS (SELECT FROM ledger.transaction t WHERE t.id = e.transaction_id AND t.recorded_at <= $1)
     GROUP BY account, currency ORDER BY account, currency`,
    [asOf],
  );
}

/** Transactions whose debits and credits differ: the database takes none, so somebody has been at it. */
export async function findUnbalanced(sql: Sql): Promise<LedgerFacts['unbalanced']> {
  const rows = await sql.query<{ transactionId: string }>(
    `SELECT DISTINCT transaction_id AS "transactionId"
     FROM (SELECT transaction_id FROM ledger.entry GROUP BY transaction_id, currency
           HAVING sum(debit_minor) <> sum(credit_minor)
           UNION ALL
           SELECT id FROM ledger.transaction t
           WHERE NOT EXISTS (SELECT FROM ledger.entry e WHERE e.transaction_id = t.id)) AS odd
     LIMIT 100`,
  );
  return rows;
}
