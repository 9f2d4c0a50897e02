import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, type Sql } from '@breakwater/database';
import { testPostgres } from '@breakwater/testing';
import { inventoryService } from '../service.js';
import { findChanged, listStock, readReservations, readStock } from './snapshots.repository.js';

let database: Database;

const idOf = (number: number): string => `0198a1b2-0000-7000-8000-${String(number).padStart(12, '0')}`;

beforeAll(async () => {
  const postgres = await testPostgres();
  const target = await postgres.createDatabase('inventory');
  const migrations = inventoryService.migrations ?? [];
  database = await Database.open({ hosts: postgres.hosts, ...target, migrations, applicationName: 'test' });
  await database.migrate();
  await database.writer.query(
    `INSERT INTO stock (sku, available, held, confirmed, received)
     VALUES ('A', 5, 2, 3, 10), ('B', 7, 0, 0, 7), ('C', 1, 1, 1, 3)`,
  );
  const reserve = (number: number, state: string, lines: object[]) =>
    database.writer.query(
      `INSERT INTO reservation (order_id, state, lines, expires_at, updated_at)
       VALUES ($1, $2, $3, now(), timestamptz '2026-01-01' + $4 * interval '1 microsecond')`,
      [idOf(number), state, JSON.stringify(lines), number],
    );
  await reserve(1, 'held', [
    { sku: 'A', quantity: 2 },
    { sku: 'C', quantity: 1 },
  ]);
  await reserve(2, 'confirmed', [{ sku: 'A', quantity: 3 }]);
  await reserve(3, 'confirmed', [{ sku: 'GONE', quantity: 4 }]);
  await reserve(4, 'released', [{ sku: 'A', quantity: 9 }]);
  await database.writer.query('INSERT INTO stock_return (order_id, return_id, lines) VALUES ($1, $1, $2)', [
    idOf(3),
    JSON.stringify([{ sku: 'GONE', quantity: 1 }]),
  ]);
});
afterAll(() => database.close());

const A = { sku: 'A', available: 5, held: 2, confirmed: 3, received: 10, heldInReservations: 2 };
const GONE = { sku: 'GONE', available: 0, held: 0, confirmed: 0, received: 0, heldInReservations: 0 };

describe('facts for the invariant checker', () => {
  it('show each level beside the sums over the reservations, then what only a reservation names, by pages', async () => {
    const pages: (number | string | null)[][][] = [];
    let after: string | undefined;
    do {
      const { items, next } = await listStock(database.writer, { after, limit: 2, sold: true });
      if (after === undefined) expect(items[0]).toEqual({ ...A, confirmedInReservations: 3 });
      pages.push(items.map(({ sku, confirmedInReservations: sold }) => [sku, sold]));
      after = next ?? undefined;
    } while (after !== undefined);
    expect(pages).toEqual([
      [
        ['A', 3],
        ['B', 0],
      ],
      [['C', 0]],
      [['GONE', 3]],
    ]);
  });

  it('add up what was sold from the reservations that name the page’s SKUs, and do not read the others', async () => {
    await database.writer.query(
      `INSERT INTO reservation (order_id, state, lines, expires_at, updated_at)
       SELECT gen_random_uuid(), 'confirmed', jsonb_build_array(jsonb_build_object('sku', 'M' || i % 1000, 'quantity', 1)),
              now(), timestamptz '2020-01-01' FROM generate_series(1, 20000) AS i`,
    );
    await database.writer.query(
      `INSERT INTO stock (sku, available, confirmed, received) SELECT 'M' || i, 0, 20, 20 FROM generate_series(0, 999) AS i`,
    );
    await database.writer.query('ANALYZE reservation');
    const plan: string[] = [];
    const explaining: Sql = {
      query: async (text, params) => {
        const rows = await database.writer.query<Record<string, string>>(`EXPLAIN (ANALYZE) ${text}`, params);
        plan.push(...rows.flatMap((row) => Object.values(row)));
        return [];
      },
    };
    try {
      const query = { after: 'level:M', limit: 50, sold: true };
      await listStock(explaining, query);
      expect(plan.join('\n')).toContain('reservation_sold');
      expect(plan.join('\n')).not.toContain('Seq Scan on reservation');
      const { items } = await listStock(database.writer, query);
      expect(items).toHaveLength(50);
      expect(items.every(({ confirmed, confirmedInReservations }) => confirmed === confirmedInReservations)).toBe(true);
    } finally {
      await database.writer.query(`DELETE FROM reservation WHERE updated_at = '2020-01-01'`);
      await database.writer.query(`DELETE FROM stock WHERE sku LIKE 'M%'`);
    }
  });

  it('leave out what was sold where it is not asked for', async () => {
    const { items, next } = await listStock(database.writer, { after: undefined, limit: 500, sold: false });
    expect(items.map(({ sku }) => sku)).toEqual(['A', 'B', 'C']);
    expect([items[0], next]).toEqual([{ ...A, confirmedInReservations: null }, 'reserved:']);
    const rest = await listStock(database.writer, { after: next ?? '', limit: 500, sold: false });
    expect(rest).toEqual({ items: [], next: null });
  });

  it('are read again by SKU with everything added up', async () => {
    expect(await readStock(database.writer, ['GONE', 'A', 'NEVER'])).toEqual([
      { ...A, confirmedInReservations: 3 },
      { ...GONE, confirmedInReservations: 3 },
    ]);
  });

  it('walk over the reservations in the order of their changes', async () => {
    const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', limit: 3 };
    const { orderIds, next } = await findChanged(database.writer, window);
    expect(orderIds).toEqual([1, 2, 3].map(idOf));
    expect(await findChanged(database.writer, { ...window, after: next ?? '' })).toEqual({
      orderIds: [idOf(4)],
      next: null,
    });
    expect(await readReservations(database.writer, [idOf(2), idOf(9)])).toEqual([
      { orderId: idOf(2), state: 'confirmed', returned: false, updatedAt: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(await readReservations(database.writer, [idOf(3)])).toMatchObject([{ state: 'confirmed', returned: true }]);
  });
});
