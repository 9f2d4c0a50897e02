import type { PayoutFact } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';

interface FactsPage {
  readonly from: string;
  readonly to: string;
  readonly after: string | undefined;
  readonly limit: number;
}

interface Row {
  readonly payoutId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly status: PayoutFact['status'];
  readonly createdAt: Date;
  readonly arrivalDate: Date;
  readonly net: number;
}

const PAYOUTS = `
  SELECT p.id AS "payoutId", p.amount_minor AS "amountMinor", p.currency, p.status, p.created_at AS "createdAt",
         p.arrival_date AS "arrivalDate", p.transactions_net_minor AS net
  FROM payout p
  WHERE p.created_at >= $1 AND p.created_at < $2 AND ($3::text IS NULL OR p.id > $3) AND p.read_in_status IS NOT NULL
  ORDER BY p.id LIMIT $4`;

/** Payouts that were made in the window, once their transactions have been read; in the order of their ids. */
export async function listPayouts(sql: Sql, page: FactsPage): Promise<PayoutFact[]> {
  const rows = await sql.query<Row>(PAYOUTS, [page.from, page.to, page.after ?? null, page.limit]);
  return rows.map(({ payoutId, amountMinor, currency, status, createdAt, arrivalDate, net }) => ({
    payoutId,
    amount: { amountMinor, currency },
    status,
    createdAt: createdAt.toISOString(),
    arrivalDate: arrivalDate.toISOString(),
    transactionsNet: { amountMinor: net, currency },
  }));
}
