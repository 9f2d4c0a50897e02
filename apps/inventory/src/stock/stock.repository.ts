import type { StockLevel } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import { Fault } from '@breakwater/kernel';

export type Adjustment = { readonly sku: string } & ({ readonly delta: number } | { readonly setAvailable: number });

const FIELDS = 'sku, available, held, confirmed, received';

/** Levels of the SKUs that are known here, in the order of SKUs. */
export function findLevels(sql: Sql, skus: readonly string[]): Promise<StockLevel[]> {
  return sql.query<StockLevel>(`SELECT ${FIELDS} FROM stock WHERE sku = ANY($1) ORDER BY sku`, [skus]);
}

/** First word on a SKU's stock; a SKU that is known keeps its level. */
export async function declareLevels(tx: Sql, lines: readonly { sku: string; onHand: number }[]): Promise<void> {
  const sorted = [...lines].sort((a, b) => (a.sku < b.sku ? -1 : 1));
  await tx.query(
    `INSERT INTO stock (sku, available, received)
     SELECT sku, on_hand, on_hand FROM unnest($1::text[], $2::int[]) AS l(sku, on_hand)
     ON CONFLICT (sku) DO NOTHING`,
    [sorted.map(({ sku }) => sku), sorted.map(({ onHand }) => onHand)],
  );
}

/** Carries out an adjustment once per key. Throws `inventory.stock.negative` when it would take more than there is. */
export async function adjustLevels(tx: Sql, key: string, lines: readonly Adjustment[], reason: string): Promise<void> {
  const fresh = await tx.query(
    'INSERT INTO stock_adjustment (key, body) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING RETURNING key',
    [key, JSON.stringify({ reason, lines })],
  );
  if (fresh.length === 0) return;
  for (const line of [...lines].sort((a, b) => (a.sku < b.sku ? -1 : 1))) {
    await tx.query('INSERT INTO stock (sku, available, received) VALUES ($1, 0, 0) ON CONFLICT (sku) DO NOTHING', [
      line.sku,
    ]);
    const [row] = await tx.query<{ available: number }>('SELECT available FROM stock WHERE sku = $1 FOR UPDATE', [
      line.sku,
    ]);
    const available = row?.available ?? 0;
    const delta = 'delta' in line ? line.delta : line.setAvailable - available;
    if (available + delta < 0) {
      throw new Fault('conflict', 'inventory.stock.negative', `${line.sku} has ${available}`, {
        details: { sku: line.sku, available },
      });
    }
    await tx.query('UPDATE stock SET available = available + $2, received = received + $2 WHERE sku = $1', [
      line.sku,
      delta,
    ]);
  }
}
