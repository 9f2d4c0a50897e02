import type { Sql } from '@breakwater/database';
import type { Source } from '../domain/facts.js';
import type { FactRow } from './fact-row.js';
import { markToLookAt } from './subject.repository.js';

const LOCK = 7_264_712_001;

const INCOMING = `
  SELECT * FROM json_to_recordset($2::json)
  AS i (id text, subject text, reference text, attempt text, at timestamptz, day date, body json)`;

// A movement belongs to the order of the attempt with its PaymentIntent, else of the attempt that its metadata name.
const HOME = `
  coalesce(i.subject,
    (SELECT p.subject FROM fact p WHERE p.source = 'payment' AND p.reference = i.reference LIMIT 1),
    (SELECT p.subject FROM fact p WHERE p.source = 'payment' AND p.id = i.attempt),
    'stray ' || coalesce(i.reference, i.id))`;

const UPSERT = `
  INSERT INTO fact (source, id, subject, reference, attempt, at, day, seen_ms, body)
  SELECT $1, i.id, ${HOME}, i.reference, i.attempt, i.at, i.day, $3, i.body FROM (${INCOMING}) i
  ON CONFLICT (source, id) DO UPDATE
    SET subject = excluded.subject, reference = excluded.reference, attempt = excluded.attempt, at = excluded.at,
        day = excluded.day, body = excluded.body,
        -- A payout is what it has become; for all else it counts since when it could be known.
        seen_ms = CASE WHEN fact.source = 'payout' THEN excluded.seen_ms ELSE fact.seen_ms END
    WHERE fact.body::text <> excluded.body::text
      -- Of two readers the later one may have the older answer.
      AND (fact.body->>'updatedAt' IS NULL OR fact.body->>'updatedAt' <= excluded.body->>'updatedAt')
  RETURNING subject, xmax = 0 AS fresh`;

// Movements that were nobody's until this page: their attempt is in it, or a movement of the same PaymentIntent that has one.
const BRING_HOME = `
  WITH strays AS (
    SELECT DISTINCT ON (f.id) f.id, f.subject AS was, h.subject
    FROM (${INCOMING}) i
    JOIN fact f ON f.source = 'provider' AND (f.reference = i.reference OR ($1 = 'payment' AND f.attempt = i.id))
    JOIN fact h ON (h.reference = i.reference OR (h.source = $1 AND h.id = i.id)) AND h.subject NOT LIKE 'stray %'
    WHERE f.subject LIKE 'stray %'
    ORDER BY f.id, h.source
  ), moved AS (
    UPDATE fact f SET subject = strays.subject FROM strays WHERE f.source = 'provider' AND f.id = strays.id
  ), renamed AS (
    UPDATE discrepancy d SET subject = strays.subject FROM strays WHERE d.subject = strays.was
  )
  SELECT was AS subject FROM strays UNION SELECT subject FROM strays`;

const HOMES: readonly Source[] = ['payment', 'provider'];

export interface Stored {
  /** Facts that were not known before. */
  readonly fresh: number;
  readonly changed: number;
}

/** Stores a page of facts and marks what they belong to. Idempotent. Call it in a transaction. */
export async function storeFacts(
  tx: Sql,
  source: Source,
  rows: readonly (FactRow & { readonly day: string })[],
  nowMs: number,
): Promise<Stored> {
  if (rows.length === 0) return { fresh: 0, changed: 0 };
  // One after another: a movement and its attempt that come at the same moment must not miss each other.
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const incoming = JSON.stringify(rows);
  const touched = await tx.query<{ subject: string; fresh: boolean }>(UPSERT, [source, incoming, nowMs]);
  const left = HOMES.includes(source) ? await tx.query<{ subject: string }>(BRING_HOME, [source, incoming]) : [];
  await markToLookAt(
    tx,
    [...touched, ...left].map(({ subject }) => subject),
    nowMs,
  );
  const fresh = touched.filter((row) => row.fresh).length;
  return { fresh, changed: touched.length - fresh };
}

/**
 * Takes out what a source has shown before and does not show any more in a stretch that was read to its end. Call it in a
 * transaction. What was stored after the reading began stays: that reading may not have seen it yet.
 */
export async function dropVanished(
  tx: Sql,
  source: Source,
  window: { readonly from: Date; readonly to: Date },
  shown: readonly string[],
  startMs: number,
  nowMs: number,
): Promise<number> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const gone = await tx.query<{ subject: string }>(
    `DELETE FROM fact WHERE source = $1 AND at >= $2 AND at < $3 AND seen_ms < $4 AND NOT (id = ANY($5::text[]))
     RETURNING subject`,
    [source, window.from, window.to, startMs, shown],
  );
  await markToLookAt(
    tx,
    gone.map(({ subject }) => subject),
    nowMs,
  );
  return gone.length;
}

export interface StoredFact {
  readonly source: Source;
  readonly subject: string;
  readonly seenMs: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export async function readFacts(sql: Sql, subjects: readonly string[]): Promise<StoredFact[]> {
  return sql.query(`SELECT source, subject, seen_ms AS "seenMs", body FROM fact WHERE subject = ANY($1)`, [subjects]);
}

/** The next subjects, in their order, of which something happened on that day. */
export async function subjectsOfDay(sql: Sql, day: string, after: string, limit: number): Promise<string[]> {
  const rows = await sql.query<{ subject: string }>(
    `SELECT DISTINCT subject FROM fact WHERE day = $1 AND subject > $2 ORDER BY subject LIMIT $3`,
    [day, after, limit],
  );
  return rows.map(({ subject }) => subject);
}
