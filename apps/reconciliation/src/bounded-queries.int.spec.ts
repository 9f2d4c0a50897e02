import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { Database, type Sql } from '@breakwater/database';
import { type RunningService, startService } from '@breakwater/service-host';
import { eventually, serviceEnvironment } from '@breakwater/testing';
import { migrations } from './migrations/migrations.js';
import { reconciliationConfig } from './reconciliation.config.js';
import { reconciliationService } from './service.js';
import { ScriptedShop } from './testing/scripted-shop.js';

// A history of some months: facts that nobody touches any more, their subjects, and discrepancies that are over.

jest.setTimeout(180_000);

const ORDERS = 100_000;
const OVER = 50_000;

let shop: ScriptedShop;
let env: NodeJS.ProcessEnv;
let service: RunningService;
const sql = () => service.platform.database!.writer;

beforeAll(async () => {
  shop = await ScriptedShop.open();
  env = {
    ...(await serviceEnvironment('reconciliation')),
    ...shop.env,
    RECONCILIATION_POLL_SECONDS: '0.2',
    RECONCILIATION_LEDGER_SECONDS: '0.2',
    RECONCILIATION_SETTLE_SECONDS: '0.8',
    RECONCILIATION_TIMING_SECONDS: '0.8',
    RECONCILIATION_VERIFY_SECONDS: '1',
    RECONCILIATION_LEASE_SECONDS: '2',
  };
  await fill(env);
  service = await startService(reconciliationService, env);
});
afterAll(async () => {
  await service.close();
  await shop.close();
});

/** Before the service is there, which would read and close all that. */
async function fill(settings: NodeJS.ProcessEnv): Promise<void> {
  const { DATABASE_HOSTS: hosts, ...config } = reconciliationConfig.parse(settings);
  const { DATABASE_NAME: database, DATABASE_USER: user, DATABASE_PASSWORD: password } = config;
  const db = await Database.open({ hosts, database, user, password, migrations, applicationName: 'history' });
  await db.migrate();
  await fillTables(db.writer);
  await db.close();
}

async function fillTables(sql: Sql): Promise<void> {
  const then = `now() - interval '10 days' - interval '1 minute' * (i % 100000)`;
  for (const source of ['order', 'payment', 'provider']) {
    await sql.query(
      `INSERT INTO fact (source, id, subject, reference, attempt, at, day, seen_ms, body)
       SELECT $1, $1 || ' ' || i, 'subject ' || i, 'pi_' || i, 'attempt ' || i, ${then}, (${then})::date, 1, '{}'
       FROM generate_series(1, $2::int) i`,
      [source, ORDERS],
    );
  }
  await sql.query(`INSERT INTO subject (key) SELECT 'subject ' || i FROM generate_series(1, $1::int) i`, [ORDERS]);
  await sql.query(`INSERT INTO business_day (date, closed_at) SELECT DISTINCT day, now() FROM fact`);
  await sql.query(
    `INSERT INTO discrepancy (id, situation, ref, kind, subject, state, expected, found, unexplained_minor, currency, target,
       evidence, at, day, first_seen_at, last_seen_at, closed_at, lifecycle)
     SELECT gen_random_uuid(), 'on_its_way', 'ref ' || i, 'timing', 'subject ' || i, 'aged_out', 'a', 'b', 0, 'EUR', '{}', '{}',
       ${then}, (${then})::date, ${then}, ${then}, ${then}, '{}' FROM generate_series(1, $1::int) i`,
    [OVER],
  );
  await sql.query(
    `INSERT INTO discrepancy_log (discrepancy_id, at, event, by, details) SELECT id, now(), 'named', 'rule', '{}' FROM discrepancy`,
  );
  await sql.query('ANALYZE');
}

/** Rows that were read by going through whole tables. */
async function readThrough(): Promise<Record<string, number>> {
  // What other connections have counted shows with a delay of theirs.
  await sql().query('SELECT pg_stat_clear_snapshot()');
  const rows = await sql().query<{ name: string; rows: number }>(
    `SELECT relname AS name, seq_tup_read::int AS rows FROM pg_stat_user_tables
     WHERE relname IN ('fact', 'subject', 'discrepancy', 'discrepancy_log')`,
  );
  return Object.fromEntries(rows.map(({ name, rows: count }) => [name, count]));
}

/** By its natural key: the operator's list counts the whole history. */
function becomes(situation: string, ref: string, state: string): Promise<{ id: string }> {
  return eventually(
    async () => {
      const rows = await sql().query<{ id: string; state: string }>(
        'SELECT id, state FROM discrepancy WHERE situation = $1 AND ref = $2',
        [situation, ref],
      );
      expect(rows[0]?.state).toBe(state);
      return rows[0]!;
    },
    { timeoutMs: 40_000 },
  );
}

it('all that goes on by itself goes by index: no statement of it reads a table of the history through', async () => {
  const before = await readThrough();
  // Something of each: read, brought home, judged, read again, acted on, vanished, rechecked, measured, summed up.
  for (let i = 0; i < 50; i++) shop.sell();
  const { source } = shop.stray(4200);
  const lost = shop.sell(700);
  shop.provider = shop.provider.filter(({ providerReference }) => providerReference !== lost.reference);
  await becomes('stray_charge', source!, 'resolved');
  const { id } = await becomes('capture_not_there', lost.attemptId, 'open');
  const acted = () => sql().query(`SELECT FROM discrepancy_log WHERE discrepancy_id = $1 AND event = 'acted'`, [id]);
  await eventually(async () => expect((await acted()).length).toBeGreaterThanOrEqual(1));
  await sql().query(`UPDATE discrepancy SET recheck_at = now() WHERE id = $1`, [id]);
  shop.provider.push(lost.charge);
  await becomes('capture_not_there', lost.attemptId, 'resolved');
  shop.provider = shop.provider.filter(({ id: other }) => other !== lost.charge.id);
  const sums = () => sql().query(`SELECT FROM business_day WHERE report IS NOT NULL AND date = current_date`);
  await eventually(async () => expect(await sums()).toHaveLength(1));
  // Every connection reports what it has counted when it ends.
  await service.close();
  service = await startService(reconciliationService, env);
  const after = await readThrough();
  const through = Object.entries(after).map(([name, rows]) => [name, rows - (before[name] ?? 0)]);
  expect(Object.fromEntries(through)).toEqual({ fact: 0, subject: 0, discrepancy: 0, discrepancy_log: 0 });
});
