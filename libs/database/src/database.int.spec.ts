import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, testPostgres, type TestDatabase } from '@breakwater/testing';
import { Database } from './database.js';
import { IdempotencyMigration } from './idempotency-migration.js';
import type { MigrationInterface, QueryRunner } from 'typeorm';

let runs = 0;
class Notes1767225600100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    runs += 1;
    await runner.query('CREATE TABLE note (id int PRIMARY KEY, amount bigint NOT NULL)');
    await runner.query('SELECT pg_sleep(0.2)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}

let hosts: string;
let own: TestDatabase;
const opened: Database[] = [];

async function open(
  options: { poolSize?: number; statementTimeoutMs?: number; password?: string } = {},
): Promise<Database> {
  const migrations = [IdempotencyMigration, Notes1767225600100];
  const db = await Database.open({ hosts, ...own, migrations, applicationName: 'test', ...options });
  opened.push(db);
  return db;
}

beforeAll(async () => {
  const postgres = await testPostgres();
  hosts = postgres.hosts;
  own = await postgres.createDatabase('database');
});
afterAll(async () => {
  await Promise.all(opened.map((db) => db.close()));
});

describe('migrations', () => {
  it('run once when several instances start at the same time', async () => {
    const instances = await Promise.all([open(), open(), open()]);
    await Promise.all(instances.map((db) => db.migrate()));
    expect(runs).toBe(1);
    await expect(instances[0].writer.query('SELECT name FROM migrations ORDER BY id')).resolves.toHaveLength(2);
  });
});

describe('writer and reader', () => {
  it('the writer is the primary and the reader the replica, in whatever order the hosts are given', async () => {
    for (const list of [hosts, hosts.split(',').toReversed().join(',')]) {
      const db = await Database.open({ hosts: list, ...own, migrations: [], applicationName: 'test' });
      opened.push(db);
      const sql = 'SELECT pg_is_in_recovery() AS replica';
      await expect(db.writer.query(sql)).resolves.toEqual([{ replica: false }]);
      await eventually(async () => expect(await db.reader.query(sql)).toEqual([{ replica: true }]));
    }
  });
  it('rows come back from RETURNING, with bigints and counts as numbers', async () => {
    const db = await open();
    const insert = 'INSERT INTO note VALUES ($1, $2) RETURNING amount';
    await expect(db.writer.query(insert, [1, '7'])).resolves.toEqual([{ amount: 7 }]);
    await expect(db.writer.query(insert, [2, '9007199254740993'])).resolves.toEqual([{ amount: '9007199254740993' }]);
    await expect(db.writer.query('UPDATE note SET amount = 8 WHERE id = 1 RETURNING amount')).resolves.toEqual([
      { amount: 8 },
    ]);
    await expect(db.writer.query('SELECT count(*) FROM note')).resolves.toEqual([{ count: 2 }]);
  });
  it('nothing is written through the reader', async () => {
    const db = await open();
    await expect(db.reader.query('DELETE FROM note')).rejects.toMatchObject({ code: '25006' });
  });
  it('nothing is written through the reader either when the replica does not know the table yet', async () => {
    const { replica } = await testPostgres();
    const db = await open();
    await eventually(async () =>
      expect(await db.reader.query('SELECT pg_is_in_recovery() AS replica')).toEqual([{ replica: true }]),
    );
    await replica.pause();
    try {
      await db.writer.query('CREATE TABLE fresh (id int)');
      await db.writer.query('INSERT INTO fresh VALUES (1)');
      await expect(db.reader.query('DELETE FROM fresh')).rejects.toMatchObject({ code: '25006' });
      await expect(db.reader.query('SELECT id FROM fresh')).resolves.toEqual([{ id: 1 }]);
    } finally {
      await replica.resume();
    }
  });
  it('a statement that takes too long ends with a fault, and its connection lives on', async () => {
    const db = await open({ poolSize: 1, statementTimeoutMs: 500 });
    const sql = 'SELECT pg_backend_pid() AS pid';
    const before = await db.writer.query(sql);
    await expect(db.writer.query('SELECT pg_sleep(5)')).rejects.toMatchObject({ code: 'database.query.timeout' });
    await expect(db.writer.query(sql)).resolves.toEqual(before);
  });
  it('who finds no free connection is told so in time, and counted while waiting', async () => {
    const db = await open({ poolSize: 1 });
    const blocker = db.writer.query('SELECT pg_sleep(3)');
    await eventually(() => db.stats().poolWaiters === 0);
    const waiter = db.writer.query('SELECT 1');
    await eventually(() => db.stats().poolWaiters === 1);
    await expect(waiter).rejects.toMatchObject({ kind: 'unavailable', code: 'database.pool.exhausted' });
    await blocker;
  });
  it('a wrong password is named as the reason', async () => {
    const db = await open({ password: 'wrong' });
    await expect(db.ping()).rejects.toMatchObject({
      code: 'database.writer.unavailable',
      message: expect.stringContaining('password authentication failed'),
    });
  });
});

describe('transactions', () => {
  it('commit as a whole or not at all', async () => {
    const db = await open();
    const work = db.transaction(async (tx) => {
      await tx.query('INSERT INTO note VALUES (10, 1)');
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    await expect(db.writer.query('SELECT FROM note WHERE id = 10')).resolves.toHaveLength(0);
  });
  it('a deadlock is run again, and both come through', async () => {
    const db = await open();
    await db.writer.query('INSERT INTO note VALUES (20, 0), (21, 0)');
    let attempts = 0;
    let holding = 0;
    const bothThere = Promise.withResolvers<void>();
    const add = (first: number, second: number): Promise<void> =>
      db.transaction(async (tx) => {
        attempts += 1;
        await tx.query('UPDATE note SET amount = amount + 1 WHERE id = $1', [first]);
        if (++holding === 2) bothThere.resolve();
        await bothThere.promise;
        await tx.query('UPDATE note SET amount = amount + 1 WHERE id = $1', [second]);
      });
    await Promise.all([add(20, 21), add(21, 20)]);
    expect(attempts).toBeGreaterThan(2);
    const rows = await db.writer.query('SELECT amount FROM note WHERE id IN (20, 21)');
    expect(rows).toEqual([{ amount: 2 }, { amount: 2 }]);
  });
  it('give up after a bounded number of attempts', async () => {
    const db = await open();
    let attempts = 0;
    const fails = db.transaction(
      async (tx) => {
        attempts += 1;
        await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$`);
      },
      { retries: 2 },
    );
    await expect(fails).rejects.toMatchObject({ kind: 'unavailable', code: 'database.transaction.contended' });
    expect(attempts).toBe(3);
  });
  it('never look committed when an error in them was swallowed', async () => {
    const db = await open();
    const work = db.transaction(async (tx) => {
      await tx.query('INSERT INTO note VALUES (30, 1)');
      await tx.query('SELECT nonsense').catch(() => undefined);
    });
    await expect(work).rejects.toThrow('swallowed');
  });
  it('do not let a late query run on a connection that others use by now', async () => {
    const db = await open();
    const late = await db.transaction(async (tx) => {
      await tx.query('SELECT 1');
      return tx;
    });
    await expect(late.query('SELECT 1')).rejects.toThrow('has ended');
  });
  it('a lock that is not given in time is a time-out, and the transaction is gone', async () => {
    const db = await open();
    await db.transaction(async (tx) => {
      await tx.query('INSERT INTO note VALUES (40, 1)');
      await expect(db.writer.query('LOCK TABLE note')).rejects.toMatchObject({ code: '25P01' });
      const other = db.transaction((tx2) => tx2.query('LOCK TABLE note'));
      await expect(other).rejects.toMatchObject({ code: 'database.query.timeout' });
    });
    const open_ = `SELECT FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = $1`;
    await expect(db.writer.query(open_, [own.database])).resolves.toHaveLength(0);
  });
});
