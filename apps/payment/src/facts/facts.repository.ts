import type { PaymentFact } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

export interface FactsPage {
  readonly from: string;
  readonly to: string;
  readonly after: string | undefined;
  readonly limit: number;
}

interface FactRow {
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

// The provider's clearing account holds what was captured less what was refunded, and less the fee, which is counted apart.
const FACTS = `
  SELECT a.id AS "attemptId", a.order_id AS "orderId", a.state, a.provider_reference AS reference, a.currency,
         a.captured_minor AS captured, a.refunded_minor AS refunded, a.captured_at AS "capturedAt",
         a.updated_at AS "updatedAt",
         books.ledger, books."feeBooked",
         (SELECT coalesce(json_agg(json_build_object('source', r.provider_reference, 'amount', r.amount_minor,
                                                     'at', r.settled_at)), '[]')
          FROM refund r WHERE r.attempt_id = a.id AND r.state = 'succeeded') AS refunds
  FROM payment_attempt a CROSS JOIN LATERAL (
    SELECT coalesce(sum(e.debit_minor - e.credit_minor), 0)::bigint AS ledger,
           coalesce(sum(e.debit_minor - e.credit_minor) FILTER (WHERE e.account = 'fees'), 0)::bigint AS "feeBooked"
    FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id
    WHERE t.attempt_id = a.id AND e.account IN ('provider_clearing', 'fees') AND e.currency = a.currency
  ) AS books
  WHERE a.provider_reference IS NOT NULL AND ($3::uuid IS NULL OR a.id > $3)
    AND (a.updated_at >= $1 AND a.updated_at < $2 OR a.captured_at >= $1 AND a.captured_at < $2
         OR EXISTS (SELECT FROM refund r WHERE r.attempt_id = a.id AND r.settled_at >= $1 AND r.settled_at < $2))
  ORDER BY a.id LIMIT $4`;

/** One row per attempt that moved money, or may have, in the window; in the order of their ids. */
export async function listPayments(sql: Sql, page: FactsPage): Promise<PaymentFact[]> {
  const rows = await sql.query<FactRow>(FACTS, [page.from, page.to, page.after ?? null, page.limit]);
  return rows.map(factOf);
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
