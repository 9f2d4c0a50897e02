import type { Sql } from '@breakwater/database';

const PAGE = 20_000;

// The whole page is counted before it is cut down to the odd ones, so that it tells where to go on.
const ORPHANS = `
  WITH page AS (SELECT id, transaction_id FROM ledger.entry WHERE id > $1 ORDER BY id LIMIT $2)
  SELECT max(id) AS last, count(*) AS count, count(*) FILTER (
    WHERE NOT EXISTS (SELECT FROM ledger.transaction t WHERE t.id = page.transaction_id)) AS orphans FROM page`;

/** Entries whose transaction is not there; the whole ledger, in batches. */
export async function countOrphans(sql: Sql): Promise<number> {
  let [orphans, at] = [0, 0];
  for (;;) {
    const [page] = await sql.query<{ last: number | null; count: number; orphans: number }>(ORPHANS, [at, PAGE]);
    orphans += page?.orphans ?? 0;
    at = page?.last ?? at;
    if ((page?.count ?? 0) < PAGE) return orphans;
  }
}
