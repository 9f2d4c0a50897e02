import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, freePort, ownPostgresPair, type OwnPostgresPair } from '@breakwater/testing';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { Database, type DatabaseOptions } from './database.js';

class Seen1767225600100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE seen (n int PRIMARY KEY)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE seen');
  }
}

let pair: OwnPostgresPair;
let options: DatabaseOptions;
let db: Database;

/** The service's database, with its table there on both nodes and a connection of each kind open. */
beforeEach(async () => {
  pair = await ownPostgresPair();
  const own = await pair.createDatabase('failover');
  options = { hosts: pair.hosts, ...own, migrations: [Seen1767225600100], applicationName: 'test' };
  db = await Database.open(options);
  await db.migrate();
  await eventually(async () => (await servedByReplica()) === true);
});
afterEach(async () => {
  await db.close();
  await pair.stop();
});

async function servedByReplica(): Promise<boolean | undefined> {
  const [row] = await db.reader.query<{ replica: boolean }>(
    'SELECT pg_is_in_recovery() AS replica FROM (TABLE seen) s RIGHT JOIN (SELECT 1) o ON true',
  );
  return row?.replica;
}

/** Reads without a pause until `until` is true; none may fail. Returns the longest, in milliseconds. */
async function readAlong(until: () => boolean | Promise<boolean>): Promise<number> {
  let longestMs = 0;
  for (;;) {
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 4 }, () => db.reader.query('SELECT count(*) FROM seen')));
    longestMs = Math.max(longestMs, performance.now() - startedAt);
    if (await until()) return longestMs;
  }
}

async function insert(n: number): Promise<void> {
  await db.transaction((tx) => tx.query('INSERT INTO seen VALUES ($1)', [n]));
}

describe('without its replica', () => {
  it('no read fails when the replica is killed under load', async () => {
    const reading = readAlong(async () => (await servedByReplica()) === false);
    await pair.replica.kill();
    await reading;
    await insert(1);
    await eventually(() => db.stats().replicaLagBytes === null);
  });
  it('no read fails when the replica hangs, and none waits much longer than a second', async () => {
    let frozen = false;
    const reading = readAlong(async () => frozen && (await servedByReplica()) === false);
    await pair.replica.freeze();
    frozen = true;
    // Two looks at the hosts; the queries’ own bound is 5.5 s.
    expect(await reading).toBeLessThan(3_500);
    await pair.replica.thaw();
    await eventually(async () => (await servedByReplica()) === true);
  });
  it('reads move to the primary while the replica is too far behind, and back', async () => {
    await pair.replica.pause();
    await insert(1);
    await eventually(() => (db.stats().replicaLagBytes ?? 0) > 0);
    await eventually(async () => expect(await db.reader.query('TABLE seen')).toEqual([]));
    await eventually(async () => (await servedByReplica()) === false);
    await eventually(async () => expect(await db.reader.query('TABLE seen')).toEqual([{ n: 1 }]));
    await pair.replica.resume();
    await eventually(async () => (await servedByReplica()) === true);
  });
  it('a table that the late replica does not know yet is read from the primary', async () => {
    await pair.replica.pause();
    await db.writer.query('CREATE TABLE fresh AS SELECT 1 AS n');
    await expect(db.reader.query('TABLE fresh')).resolves.toEqual([{ n: 1 }]);
  });
  it('a service starts', async () => {
    await pair.replica.kill();
    const hosts = `127.0.0.1:${await freePort()},${pair.hosts}`;
    const starting = await Database.open({ ...options, hosts });
    await starting.migrate();
    await starting.ping();
    await expect(starting.reader.query('TABLE seen')).resolves.toEqual([]);
    await starting.close();
  });
});

describe('with synchronous replication', () => {
  it('a commit whose wait for the standby was cancelled is unknown, not done', async () => {
    const admin = new Client({ connectionString: pair.adminUrl });
    await admin.connect();
    await admin.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await admin.query('SELECT pg_reload_conf()');
    await eventually(async () => {
      const { rowCount } = await admin.query(`SELECT FROM pg_stat_replication WHERE sync_state = 'sync'`);
      return rowCount === 1;
    });
    await pair.replica.freeze();
    const work = db.transaction(async (tx) => {
      await tx.query('SET LOCAL synchronous_commit = on');
      await tx.query('INSERT INTO seen VALUES (1)');
    });
    const outcome = expect(work).rejects.toMatchObject({ kind: 'unavailable', code: 'database.commit.unknown' });
    await eventually(async () => {
      const cancel = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
      return (await admin.query(cancel)).rowCount === 1;
    });
    await outcome;
    await admin.end();
  });
});

describe('when the primary is lost and the replica promoted', () => {
  it('reads go on throughout, and writes come back without a restart', async () => {
    let promoted = false;
    const reading = readAlong(() => promoted);
    await pair.primary.kill();
    await expect(insert(1)).rejects.toMatchObject({ kind: 'unavailable', code: 'database.writer.unavailable' });
    await pair.replica.promote();
    const promotedAt = performance.now();
    await eventually(() => insert(2));
    expect(performance.now() - promotedAt).toBeLessThan(4_000);
    promoted = true;
    await reading;
  });
  it('a transaction that was open is run again on the new primary', async () => {
    let attempts = 0;
    const done = db.transaction(async (tx) => {
      attempts += 1;
      await tx.query('INSERT INTO seen VALUES (1)');
      if (attempts === 1) {
        await pair.primary.kill();
        await pair.replica.promote();
      }
      await tx.query('INSERT INTO seen VALUES (2)');
    });
    await done;
    expect(attempts).toBe(2);
    await expect(db.writer.query('SELECT count(*) FROM seen')).resolves.toEqual([{ count: 2 }]);
  });
  it('what hangs on a frozen primary is cut loose, and writes go to the promoted replica', async () => {
    await db.ping();
    await pair.primary.freeze();
    // It may be cut loose before the one who promotes hears of it.
    const cut = expect(db.writer.query('SELECT 1')).rejects.toMatchObject({ name: 'Fault' });
    const startedAt = performance.now();
    await pair.replica.promote();
    await cut;
    // By its own bound it would have ended after 5.5 s.
    expect(performance.now() - startedAt).toBeLessThan(4_500);
    await eventually(() => insert(1));
    // Back from its freeze it still calls itself primary: the younger timeline wins.
    await pair.primary.thaw();
    await insert(2);
    await expect(db.writer.query('SELECT count(*) FROM seen')).resolves.toEqual([{ count: 2 }]);
  });
  it('a service that starts without any primary becomes ready when there is one', async () => {
    await pair.primary.kill();
    const starting = await Database.open(options);
    await expect(starting.ping()).rejects.toMatchObject({ code: 'database.writer.unavailable' });
    const migrating = starting.migrate();
    await pair.replica.promote();
    await migrating;
    await starting.ping();
    await starting.close();
  });
});
