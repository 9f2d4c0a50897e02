import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database, type DatabaseOptions } from '@breakwater/database';
import { Fault, systemClock, uuidV7Source } from '@breakwater/kernel';
import { eventually, testPostgres } from '@breakwater/testing';
import type { Envelope } from './envelope.js';
import { receiveOnce } from './inbox.js';
import { MessagingMigration } from './messaging-migration.js';
import { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.js';
import { publish } from './publish.js';
import { runProgram } from './testing/run-program.js';

const sources = { ids: uuidV7Source(systemClock), clock: systemClock };
const relays: OutboxRelay[] = [];
let db: Database;
let connection: Omit<DatabaseOptions, 'migrations' | 'applicationName'>;

beforeAll(async () => {
  const postgres = await testPostgres();
  connection = { hosts: postgres.hosts, ...(await postgres.createDatabase('messaging')) };
  db = await Database.open({ ...connection, migrations: [MessagingMigration], applicationName: 'test' });
  await db.migrate();
});
beforeEach(async () => {
  await db.writer.query('TRUNCATE outbox, inbox');
});
afterEach(async () => {
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});
afterAll(async () => {
  await db.close();
});

function startRelay(deliver: OutboxRelayOptions['deliver'], options: Partial<OutboxRelayOptions> = {}): OutboxRelay {
  const retry = { baseMs: 20, maxMs: 50 };
  const relay = new OutboxRelay({
    db,
    source: 'order',
    deliver,
    logger: { warn: () => undefined },
    everyMs: 20,
    retry,
    ...options,
  });
  relays.push(relay);
  relay.start();
  return relay;
}

async function publishMany(count: number, destination = 'product'): Promise<string[]> {
  return await db.transaction(async (tx) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++)
      ids.push(await publish(tx, { type: 'thing.done', destination, data: { n } }, sources));
    return ids;
  });
}

const allDelivered = async (): Promise<boolean> => {
  const rows = await db.writer.query('SELECT FROM outbox WHERE delivered_at IS NULL');
  return rows.length === 0;
};

describe('the outbox', () => {
  it('holds an event only when its transaction is committed', async () => {
    const failing = db.transaction(async (tx) => {
      await publish(tx, { type: 'thing.done', destination: 'product', data: {} }, sources);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await expect(db.writer.query('SELECT FROM outbox')).resolves.toHaveLength(0);
  });
  it('gives each event its envelope, in order', async () => {
    const ids = await publishMany(120);
    const received: Envelope[] = [];
    startRelay((_destination, envelope) => Promise.resolve(void received.push(envelope)));
    await eventually(allDelivered);
    expect(received.map((envelope) => envelope.id)).toEqual(ids);
    expect(received[7]).toEqual({
      id: ids[7],
      type: 'thing.done',
      source: 'order',
      occurredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      data: { n: 7 },
    });
  });
  it('is emptied at once after a wake-up, long before the next round', async () => {
    const received: string[] = [];
    const relay = startRelay((_d, { id }) => Promise.resolve(void received.push(id)), { everyMs: 60_000 });
    for (let round = 1; round <= 20; round++) {
      await publishMany(1);
      relay.wake();
      await eventually(() => received.length === round, { everyMs: 1 });
    }
  });
  it('tells how much waits, and since when', async () => {
    await publishMany(3);
    await db.writer.query(`UPDATE outbox SET occurred_at = occurred_at - interval '60 seconds'`);
    const relay = new OutboxRelay({
      db,
      source: 'order',
      deliver: () => Promise.resolve(),
      logger: { warn: () => undefined },
    });
    const stats = await relay.stats();
    expect(stats.pending).toBe(3);
    expect(Math.abs(stats.oldestSeconds - 60)).toBeLessThan(10);
  });
});

describe('a failing delivery', () => {
  it('of one poisoned event does not stop the others, and is tried again later and later', async () => {
    const [poisoned] = await publishMany(30);
    const received = new Set<string>();
    const tries: number[] = [];
    startRelay((_d, { id }) => {
      if (id !== poisoned) return Promise.resolve(void received.add(id));
      tries.push(performance.now());
      return Promise.reject(new Error('poison'));
    });
    await eventually(() => received.size === 29 && tries.length >= 4);
    const [row] = await db.writer.query<{ attempts: number; last_error: string }>(
      'SELECT attempts, last_error FROM outbox WHERE delivered_at IS NULL',
    );
    expect(row).toMatchObject({ last_error: 'poison' });
    expect(row?.attempts).toBeGreaterThanOrEqual(3);
  });
  it.each([
    [10, 'an orderly refusal', new Fault('unprocessable', 'inbox.event.unknown', 'nobody here works it')],
    [5, 'an error that may be the destination', new Error('broken')],
  ])('of %i events, by %s, never keeps good ones behind them waiting', async (count, _how, error) => {
    const poisoned = new Set(await publishMany(count));
    const received = new Set<string>();
    let inVain = 0;
    startRelay((_d, { id }) => {
      if (!poisoned.has(id)) return Promise.resolve(void received.add(id));
      inVain += 1;
      return Promise.reject(error);
    });
    // The destination is suspect by now, and one of the bad ones is due whenever the relay looks.
    await eventually(() => inVain >= 7, { timeoutMs: 20_000 });
    for (let round = 1; round <= 5; round++) {
      await publishMany(5);
      await eventually(() => received.size === round * 5, { timeoutMs: 15_000, everyMs: 5 });
    }
    await eventually(async () => {
      const waiting = await db.writer.query<{ id: string }>('SELECT id FROM outbox WHERE delivered_at IS NULL');
      expect(new Set(waiting.map(({ id }) => id))).toEqual(poisoned);
    });
  });
  it('to a destination that is down does not stop another, and is not hammered', async () => {
    await publishMany(200, 'down');
    await publishMany(50, 'up');
    const tries = { up: 0, down: 0 };
    startRelay((destination) => {
      tries[destination as 'up' | 'down'] += 1;
      return destination === 'up' ? Promise.resolve() : Promise.reject(new Error('refused'));
    });
    await eventually(() => tries.up === 50 && tries.down > 3);
    expect(tries.down).toBeLessThan(20);
  });
  it('that hangs is given up and tried again', async () => {
    await publishMany(1);
    let tries = 0;
    startRelay(() => (++tries === 1 ? new Promise(() => undefined) : Promise.resolve()), { leaseMs: 200 });
    await eventually(allDelivered);
    expect(tries).toBe(2);
  });
});

describe('several relays', () => {
  it('deliver each event once, in order, and mark it once', async () => {
    const received: string[] = [];
    const deliver = (_d: string, { id }: Envelope): Promise<void> => Promise.resolve(void received.push(id));
    const started = [1, 2, 3].map(() => startRelay(deliver, { batchSize: 10 }));
    const ids: string[] = [];
    for (let round = 0; round < 10; round++) {
      ids.push(...(await publishMany(20)));
      for (const relay of started) relay.wake();
    }
    await eventually(allDelivered);
    expect(received).toEqual(ids);
    await expect(db.writer.query('SELECT FROM outbox WHERE attempts <> 1')).resolves.toHaveLength(0);
  });
  it('take over from one that was killed between delivery and mark; the inbox drops what comes twice', async () => {
    await publishMany(20);
    await db.writer.query('CREATE TABLE effect (event uuid NOT NULL)');
    // The tenth delivery has reached the consumer when the relay's process is gone: nothing is marked.
    const killed = await runProgram(
      `const { Database } = await import('@breakwater/database');
       const { OutboxRelay, receiveOnce } = await import('LIBRARY');
       const db = await Database.open({ ...INPUT, migrations: [], applicationName: 'killed' });
       let calls = 0;
       const deliver = async (_destination, envelope) => {
         await db.transaction(async (tx) => {
           if (await receiveOnce(tx, envelope)) await tx.query('INSERT INTO effect VALUES ($1)', [envelope.id]);
         });
         if (++calls === 10) process.kill(process.pid, 'SIGKILL');
       };
       new OutboxRelay({ db, source: 'order', deliver, logger: console, leaseMs: 6000 }).start();`,
      connection,
    );
    expect(killed.signal).toBe('SIGKILL');
    const count = async (sql: string): Promise<number> => (await db.writer.query(sql)).length;
    expect(await count('SELECT FROM effect')).toBe(10);
    expect(await count('SELECT FROM outbox WHERE delivered_at IS NOT NULL')).toBe(0);
    let calls = 0;
    startRelay((_d, envelope) => {
      calls += 1;
      return db.transaction(async (tx) => {
        if (await receiveOnce(tx, envelope)) await tx.query('INSERT INTO effect VALUES ($1)', [envelope.id]);
      });
    });
    await eventually(allDelivered, { timeoutMs: 20_000 });
    expect(calls).toBe(20);
    expect(await count('SELECT DISTINCT event FROM effect')).toBe(20);
    expect(await count('SELECT FROM effect')).toBe(20);
  });
  it('find at once what one that was stopped had not delivered yet', async () => {
    await publishMany(10);
    const inFirst = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const first = startRelay(async () => {
      inFirst.resolve();
      await release.promise;
    });
    await inFirst.promise;
    const stopping = first.stop();
    release.resolve();
    await stopping;
    const [free] = await db.writer.query<{ count: number }>(
      'SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND lease_until IS NULL',
    );
    expect(free?.count).toBe(9);
  });
});

describe('the inbox', () => {
  it('lets one of many simultaneous deliveries in, and forgets it when that one fails', async () => {
    const envelope = { id: sources.ids(), source: 'order', type: 'thing.done' };
    let first = true;
    const receive = (): Promise<boolean> =>
      db.transaction(async (tx) => {
        const isNew = await receiveOnce(tx, envelope);
        if (isNew && first) {
          first = false;
          throw new Error('the consumer failed');
        }
        return isNew;
      });
    const results = await Promise.allSettled(Array.from({ length: 8 }, receive));
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1);
    expect(results.filter((result) => result.status === 'fulfilled' && result.value)).toHaveLength(1);
  });
});
