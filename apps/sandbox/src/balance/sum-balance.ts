import type { Store } from '../storage/store.js';

export interface BalanceSum {
  readonly currency: string;
  readonly available: number;
  readonly pending: number;
}

/** What is paid out soon and what is on its way, by currency, after fees. */
export function sumBalance(store: Store, nowSeconds: number): BalanceSum[] {
  const rows = store.rows(
    `SELECT currency, sum(net * (available_on <= ?1)) AS available, sum(net * (available_on > ?1)) AS pending
       FROM (SELECT json_extract(body, '$.currency') AS currency,
                    json_extract(body, '$.amount') - json_extract(body, '$.fee') AS net,
                    json_extract(body, '$.availableOn') AS available_on
               FROM documents WHERE kind = 'balance_transaction')
      GROUP BY currency ORDER BY currency`,
    nowSeconds,
  );
  return rows.map((row) => ({
    currency: String(row['currency']),
    available: Number(row['available']),
    pending: Number(row['pending']),
  }));
}
