import type { Sql } from '@breakwater/database';
import { RULES, type Situation } from '../domain/rules.js';
import type { Wanted } from './plan-rereads.js';

// The older it is, the less often: after half as long again, between twenty seconds and an hour.
const TAKE = `
  UPDATE discrepancy SET recheck_at = $1::timestamptz
    + LEAST(interval '1 hour', GREATEST(interval '20 seconds', ($1::timestamptz - first_seen_at) / 2))
  WHERE id IN (SELECT id FROM discrepancy WHERE state IN ('open', 'waiting') AND kind <> 'timing' AND recheck_at <= $1
               ORDER BY recheck_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING at, situation`;

/** What is unresolved and due to be read again: what the other side puts right long after is seen so. */
export async function takeRechecks(sql: Sql, nowMs: number, limit: number): Promise<Wanted[]> {
  const rows = await sql.query<{ at: Date; situation: Situation }>(TAKE, [new Date(nowMs), limit]);
  // One of a newer version may be there after its release was taken back.
  return rows
    .filter(({ situation }) => situation in RULES)
    .map(({ at, situation }) => ({ situation, atMs: at.getTime() }));
}
