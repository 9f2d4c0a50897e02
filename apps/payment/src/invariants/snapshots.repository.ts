import type { AttemptSnapshot, ChangesQuery } from '@breakwater/contracts';
import { cursorOf, momentOf, positionAfter, type Sql } from '@breakwater/database';

interface Row {
  readonly attemptId: string;
  readonly orderId: string;
  readonly state: AttemptSnapshot['state'];
  readonly settled: boolean;
  readonly providerReference: string | null;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly ledger: number;
  readonly adjusted: number;
  readonly updatedAt: Date;
  readonly cursor: string;
}

// A reversal belongs to what it reverses. Fees and payouts move money on that the provider held before.
const CLEARING = (kinds: string): string => `
  (SELECT coalesce(sum(e.debit_minor - e.credit_minor), 0)::bigint
     FROM ledger.transaction t LEFT JOIN ledger.transaction original ON original.id = t.reverses
     JOIN ledger.entry e ON e.transaction_id = t.id
    WHERE t.attempt_id = a.id AND e.account = 'provider_clearing' AND e.currency = a.currency
      AND coalesce(original.kind, t.kind) IN (${kinds}))`;

// Attempt and ledger in one statement: they change in one transaction, so they must agree at every moment.
const SNAPSHOTS = `
  SELECT a.id AS "attemptId", a.order_id AS "orderId", a.state, a.provider_reference AS "providerReference",
         a.currency, a.captured_minor AS captured, a.refunded_minor AS refunded, a.updated_at AS "updatedAt",
         ${CLEARING(`'capture', 'refund'`)} AS ledger, ${CLEARING(`'adjustment', 'stray_refund'`)} AS adjusted,
         a.state NOT IN ('created', 'unknown', 'requires_action', 'authorized')
           AND (a.lease_until IS NULL OR a.lease_until < now())
           AND NOT EXISTS (SELECT FROM refund r WHERE r.attempt_id = a.id AND r.state = 'pending') AS settled,
         ${cursorOf('a.updated_at', 'a.id')} AS cursor
    FROM payment_attempt a`;

/** Attempts that changed in the window, in the order of their changes. */
export async function listChanged(
  sql: Sql,
  query: ChangesQuery,
): Promise<{ items: AttemptSnapshot[]; next: string | null }> {
  const { micros, key } = positionAfter(query);
  const rows = await sql.query<Row>(
    `${SNAPSHOTS} WHERE a.updated_at < $3 AND (a.updated_at, a.id) > (${momentOf('$1')}, $2::uuid)
      ORDER BY a.updated_at, a.id LIMIT $4`,
    [micros, key, query.to, query.limit],
  );
  return {
    items: rows.map(snapshotOf),
    next: rows.length === query.limit ? (rows.at(-1)?.cursor ?? null) : null,
  };
}

export async function readOfOrders(sql: Sql, orderIds: readonly string[]): Promise<AttemptSnapshot[]> {
  return (await sql.query<Row>(`${SNAPSHOTS} WHERE a.order_id = ANY($1::uuid[])`, [orderIds])).map(snapshotOf);
}

export async function readByReference(sql: Sql, references: readonly string[]): Promise<AttemptSnapshot[]> {
  const rows = await sql.query<Row>(`${SNAPSHOTS} WHERE a.provider_reference = ANY($1)`, [references]);
  return rows.map(snapshotOf);
}

/** Those of the provider's ids that a correction has booked, under this name or another, and nobody has reversed since. */
export async function findCorrected(sql: Sql, references: readonly string[]): Promise<string[]> {
  const rows = await sql.query<{ reference: string }>(
    `SELECT DISTINCT named.reference FROM (
       SELECT t.source AS reference, t.id FROM ledger.transaction t
        WHERE t.source = ANY($1) AND t.kind IN ('adjustment', 'stray_refund')
       UNION ALL SELECT p.reference, p.ledger_transaction_id FROM adopted_part p WHERE p.reference = ANY($1)) AS named
      WHERE NOT EXISTS (SELECT FROM ledger.transaction r WHERE r.reverses = named.id)`,
    [references],
  );
  return rows.map(({ reference }) => reference);
}

function snapshotOf({ currency, cursor: _, ...row }: Row): AttemptSnapshot {
  const of = (amountMinor: number): { amountMinor: number; currency: string } => ({ amountMinor, currency });
  return {
    ...row,
    captured: of(row.captured),
    refunded: of(row.refunded),
    ledger: of(row.ledger),
    adjusted: of(row.adjusted),
    updatedAt: row.updatedAt.toISOString(),
  };
}
