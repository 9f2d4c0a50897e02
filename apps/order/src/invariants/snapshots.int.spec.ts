import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChangesQuery, OrderIdPage } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { testPostgres } from '@breakwater/testing';
import { orderService } from '../service.js';
import { findAcknowledged, findChanged, findUnfinished, readSnapshots } from './snapshots.repository.js';

let database: Database;
const T0 = Date.UTC(2026, 0, 1);
const window = { from: new Date(T0).toISOString(), to: new Date(T0 + 1000).toISOString() };
const idOf = (number: number): string => `0198a1b2-0000-7000-8000-${String(number).padStart(12, '0')}`;

beforeAll(async () => {
  const postgres = await testPostgres();
  const target = await postgres.createDatabase('order');
  const migrations = orderService.migrations ?? [];
  database = await Database.open({ hosts: postgres.hosts, ...target, migrations, applicationName: 'test' });
  await database.migrate();
});
afterAll(() => database.close());

async function insert(number: number, at: string, state: string, steps: string[], nextAttemptAt: string | null) {
  await database.writer.query(
    `INSERT INTO orders (id, number, session_id, cart_id, idempotency_key, email, shipping_address, lines, currency,
       subtotal_minor, shipping_minor, total_minor, payment_method, attempt_id, state, progress, timeline, placed_at,
       updated_at, next_attempt_at)
     VALUES ($1::uuid, 'N', 's', $1::uuid, $1::uuid::text, '', '{}', '[]', 'EUR', 100, 0, 100, 'pm', $1::uuid, $3, $4, $5, $2::timestamptz, $2::timestamptz, $6)`,
    [
      idOf(number),
      at,
      state,
      JSON.stringify({ state, steps }),
      JSON.stringify([{ state, at: window.from }]),
      nextAttemptAt,
    ],
  );
}

async function walk(read: (query: ChangesQuery) => Promise<OrderIdPage>, limit: number): Promise<string[]> {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await read({ ...window, limit, ...(after === undefined ? {} : { after }) });
    seen.push(...page.orderIds);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return seen;
}

describe('facts for the invariant checker', () => {
  it('walk over every change of the window once, also those of one moment, to the microsecond', async () => {
    const at = (micros: number): string => `2026-01-01T00:00:00.${String(micros).padStart(6, '0')}Z`;
    for (const [number, micros] of [1, 1, 1, 2, 3, 999_999].entries())
      await insert(number + 1, at(micros), 'paid', [], null);
    await insert(7, '2026-01-01T00:00:01Z', 'paid', [], null);
    await insert(8, '2025-12-31T23:59:59.999999Z', 'paid', [], null);
    for (const limit of [1, 2, 3, 500]) {
      expect(await walk((query) => findChanged(database.writer, query), limit)).toEqual([1, 2, 3, 4, 5, 6].map(idOf));
    }
  });

  it('name as unfinished what is not at an end, what still owes work, and what nobody would go on with', async () => {
    const long = '2025-01-01T00:00:00Z';
    await insert(20, long, 'pending', ['reserve_stock'], long);
    await insert(21, long, 'pending', ['reserve_stock'], null);
    await insert(22, long, 'cancelled', ['release_stock'], long);
    await insert(23, long, 'cancelled', [], null);
    const first = await findUnfinished(database.writer, undefined, 2);
    expect(first.orderIds).toEqual([idOf(20), idOf(21)]);
    expect(await findUnfinished(database.writer, first.next ?? undefined, 2)).toEqual({
      orderIds: [idOf(22)],
      next: null,
    });
  });

  it('name as acknowledged the orders in stored answers, refusals too, and walk over answers without one', async () => {
    const answer = async (key: string, status: number, body: object): Promise<void> => {
      await database.writer.query(
        `INSERT INTO idempotency_key (scope, key, request_hash, owner, created_at, locked_until, completed_at, status, body)
         VALUES ('orders:s', $1, '', gen_random_uuid(), $2::timestamptz, $2::timestamptz, $2::timestamptz, $3, $4)`,
        [key, window.from, status, JSON.stringify(body)],
      );
    };
    await answer('paid', 201, { id: idOf(31), number: 'BW-1' });
    await answer('declined', 402, { error: { code: 'order.payment.declined', details: { order: { id: idOf(32) } } } });
    await answer('nothing', 409, { error: { code: 'order.cart.empty' } });
    for (const limit of [1, 500]) {
      const seen = await walk((query) => findAcknowledged(database.writer, query), limit);
      expect(seen.sort()).toEqual([idOf(31), idOf(32)]);
    }
  });

  it('tell of an order how far it is and what it owes, and leave out what is not there', async () => {
    expect(await readSnapshots(database.writer, [idOf(22), idOf(99)])).toEqual([
      {
        orderId: idOf(22),
        state: 'cancelled',
        final: true,
        steps: ['release_stock'],
        total: { amountMinor: 100, currency: 'EUR' },
        refunded: { amountMinor: 0, currency: 'EUR' },
        version: 1,
        stateSince: window.from,
        updatedAt: '2025-01-01T00:00:00.000Z',
      },
    ]);
  });

  it('count as given back what has gone back, and not what is on its way or was refused', async () => {
    const refunds = ['succeeded', 'succeeded', 'pending', 'failed'].map((state) => ({ amountMinor: 20, state }));
    await database.writer.query(`UPDATE orders SET progress = progress || $2::jsonb WHERE id = $1`, [
      idOf(23),
      JSON.stringify({ refunds }),
    ]);
    const [snapshot] = await readSnapshots(database.writer, [idOf(23)]);
    expect(snapshot?.refunded).toEqual({ amountMinor: 40, currency: 'EUR' });
  });
});
