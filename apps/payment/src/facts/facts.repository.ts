import type { ChangesQuery, PaymentFact } from '@breakwater/contracts';
import { cursorOf, momentOf, positionAfter, type Sql } from '@breakwater/database';

interface FactRow {
  readonly cursor: string;
  readonly shown: boolean;
  readonly attemptId: string;
  readonly orderId: string;
  readonly state: PaymentFact['state'];
  readonly reference: string | null;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  readonly ledger: number;
  readonly feeBooked: number;
  readonly capturedAt: Date | null;
  readonly refunds: { source: string | null; amount: number; at: string }[];
  readonly updatedAt: Date;
}

// Three lists of moments, each read on from where the last page ended and no further: what a page costs has nothing to
// do with how many payments there are. Whoever is in it several times is shown at the first of them.
const PAGE = `
  WITH moments AS (
    (SELECT updated_at AS at, id FROM payment_attempt
     WHERE (updated_at, id) > (${momentOf('$2')}, $3::uuid) AND updated_at < $4 ORDER BY updated_at, id LIMIT $5)
    UNION
    (SELECT captured_at, id FROM payment_attempt
     WHERE (captured_at, id) > (${momentOf('$2')}, $3::uuid) AND captured_at < $4 ORDER BY captured_at, id LIMIT $5)
    UNION
    (SELECT DISTINCT settled_at, attempt_id FROM refund
     WHERE (settled_at, attempt_id) > (${momentOf('$2')}, $3::uuid) AND settled_at < $4
     ORDER BY settled_at, attempt_id LIMIT $5)
  )
  SELECT at, id FROM moments ORDER BY at, id LIMIT $5`;

// The provider's clearing account holds what was captured less what was refunded, and less the fee, which is counted apart.
// OFFSET 0 keeps the planner from another order of the join: before a table's first statistics it read all entries for each payment.
const FACTS = `
  SELECT ${cursorOf('page.at', 'page.id')} AS cursor,
         a.provider_reference IS NOT NULL
           AND NOT coalesce(a.updated_at >= $1 AND a.updated_at < page.at, false)
           AND NOT coalesce(a.captured_at >= $1 AND a.captured_at < page.at, false)
           AND NOT EXISTS (SELECT FROM refund r WHERE r.attempt_id = a.id AND r.settled_at >= $1 AND r.settled_at < page.at)
           AS shown,
         a.id AS "attemptId", a.order_id AS "orderId", a.state, a.provider_reference AS reference, a.currency,
         a.captured_minor AS captured, a.refunded_minor AS refunded, a.captured_at AS "capturedAt",
         a.updated_at AS "updatedAt",
         books.ledger, books."feeBooked",
         (SELECT coalesce(json_agg(json_build_object('source', r.provider_reference, 'amount', r.amount_minor,
                                                     'at', r.settled_at)), '[]')
          FROM refund r WHERE r.attempt_id = a.id AND r.state = 'succeeded') AS refunds
  FROM (${PAGE}) AS page JOIN payment_attempt a ON a.id = page.id CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.debit_minor - e.credit_minor), 0)::bigint AS ledger,
           coalesce(sum(e.debit_minor - e.credit_minor) FILTER (WHERE e.account = 'fees'), 0)::bigint AS "feeBooked"
    FROM ledger.transaction t CROSS JOIN LATERAL (
      SELECT * FROM ledger.entry WHERE entry.transaction_id = t.id OFFSET 0) AS e
    WHERE t.attempt_id = a.id AND e.account IN ('provider_clearing', 'fees') AND e.currency = a.currency
  ) AS books
  ORDER BY page.at, page.id`;

/**
 * One row per attempt that moved money, or may have, in the window; in the order of the moments when it did. `next` leads
 * to the next page, which may be empty and still not the last.
 */
export async function listPayments(
  sql: Sql,
  query: ChangesQuery,
): Promise<{ items: PaymentFact[]; next: string | null }> {
  const { micros, key } = positionAfter(query);
  const rows = await sql.query<FactRow>(FACTS, [query.from, micros, key, query.to, query.limit]);
  return {
    items: rows.filter(({ shown }) => shown).map(factOf),
    next: rows.length === query.limit ? (rows.at(-1)?.cursor ?? null) : null,
  };
}

function factOf(row: FactRow): PaymentFact {
  const of = (amountMinor: number): { amountMinor: number; currency: string } => ({
    amountMinor,
    currency: row.currency,
  });
  const capture =
    row.capturedAt === null
      ? []
      : [{ kind: 'capture' as const, source: null, amount: of(row.captured), at: row.capturedAt.toISOString() }];
  const refunds = row.refunds.map(({ source, amount, at }) => ({
    kind: 'refund' as const,
    source,
    amount: of(amount),
    at: new Date(at).toISOString(),
  }));
  return {
    attemptId: row.attemptId,
    orderId: row.orderId,
    state: row.state,
    providerReference: row.reference,
    captured: of(row.captured),
    refunded: of(row.refunded),
    ledger: of(row.ledger),
    feeBooked: of(row.feeBooked),
    movements: [...capture, ...refunds],
    updatedAt: row.updatedAt.toISOString(),
  };
}
