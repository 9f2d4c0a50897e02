import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, type DatabaseOptions } from '@breakwater/database';
import { eventually, ownRedis, testPostgres, type OwnRedis } from '@breakwater/testing';
import { MessagingMigration } from './messaging-migration.js';
import { runProgram } from './testing/run-program.js';
import { startSweeper } from './sweeper.js';
import { createWakeups } from './wakeups.js';

let connection: Omit<DatabaseOptions, 'migrations' | 'applicationName'>;
let db: Database;
let redis: OwnRedis;

beforeAll(async () => {
  redis = await ownRedis();
  const postgres = await testPostgres();
  connection = { hosts: postgres.hosts, ...(await postgres.createDatabase('recovery')) };
  db = await Database.open({ ...connection, migrations: [MessagingMigration], applicationName: 'test' });
  await db.migrate();
  await db.writer.query('CREATE TABLE task (id int PRIMARY KEY, runs int NOT NULL DEFAULT 0)');
});
afterAll(async () => {
  await db.close();
  await redis.stop();
});

/** What a worker does with a wake-up and a sweeper without one: take what is due, once. */
async function take(where: string, params: readonly unknown[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query(
      `UPDATE task SET runs = runs + 1 WHERE id IN (
         SELECT id FROM task WHERE runs = 0 AND ${where} LIMIT 20 FOR UPDATE SKIP LOCKED)`,
      params,
    );
  });
}

describe('Postgres as the truth', () => {
  it('loses no work when Redis is emptied, killed and restarted in mid-run', async () => {
    const wakeups = createWakeups({ redisUrl: redis.url, queue: 'tasks', logger: { warn: () => undefined } });
    wakeups.work((_jobName, id) => take('id = $1', [Number(id)]), { concurrency: 2 });
    const sweeper = startSweeper({ name: 'tasks', everyMs: 100, work: () => take('true', []) });
    for (let id = 0; id < 400; id++) {
      await db.writer.query('INSERT INTO task VALUES ($1)', [id]);
      void wakeups.wake('task', String(id));
      if (id % 50 === 25) await redis.flushAll();
      if (id === 200) await redis.kill();
      if (id === 220) await redis.restart();
    }
    await eventually(async () => (await db.writer.query('SELECT FROM task WHERE runs = 0')).length === 0);
    await expect(db.writer.query('SELECT FROM task WHERE runs <> 1')).resolves.toHaveLength(0);
    await sweeper.stop();
    await wakeups.close();
  });
});

describe('one trace', () => {
  it('goes from the publishing request over the outbox and the queue to whoever does the work', async () => {
    const { printed } = await runProgram(
      `const { Database } = await import('@breakwater/database');
       const { currentTraceId, tracer } = await import('@breakwater/telemetry');
       const { createWakeups, OutboxRelay, publish } = await import('LIBRARY');
       const { connection, redisUrl } = INPUT;
       const db = await Database.open({ ...connection, migrations: [], applicationName: 'traced' });
       const seen = {};
       const end = () => {
         if (!seen.delivered || !seen.worked) return;
         console.log(JSON.stringify(seen));
         process.exit(0);
       };
       const deliver = async (_destination, envelope) => {
         seen.delivered = currentTraceId();
         seen.envelope = envelope.traceparent;
         end();
       };
       const wakeups = createWakeups({ redisUrl, queue: 'traced' });
       wakeups.work(async () => {
         seen.worked = currentTraceId();
         end();
       });
       const sources = { ids: () => crypto.randomUUID(), clock: { now: Date.now } };
       await tracer.startActiveSpan('request', async (span) => {
         seen.request = currentTraceId();
         await db.transaction((tx) => publish(tx, { type: 'a.b', destination: 'c', data: {} }, sources));
         // On a busy machine Redis may not take the first one in time.
         while (!(await wakeups.wake('d', '1'))) await new Promise((again) => setTimeout(again, 50));
         span.end();
       });
       new OutboxRelay({ db, source: 'test', deliver, logger: console }).start();`,
      { connection, redisUrl: redis.url },
      ['--import', '@breakwater/telemetry/register'],
    );
    const seen = JSON.parse(printed) as Record<'request' | 'delivered' | 'worked' | 'envelope', string>;
    expect(seen.request).toMatch(/^[0-9a-f]{32}$/);
    expect(seen.delivered).toBe(seen.request);
    expect(seen.worked).toBe(seen.request);
    expect(seen.envelope).toContain(seen.request);
  });
});
