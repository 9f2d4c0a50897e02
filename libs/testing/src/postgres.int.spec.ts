import { afterAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { ownPostgresPair, testPostgres, type TestDatabase } from './postgres.js';
import { ownRedis, testRedis } from './redis.js';

const clients: Client[] = [];

async function connect(host: string, { database, user, password }: TestDatabase): Promise<Client> {
  const [name = '', port] = host.split(':');
  const client = new Client({ host: name, port: Number(port), database, user, password });
  client.on('error', () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

async function pairOf(hosts: string, at: TestDatabase): Promise<{ primary: Client; replica: Client }> {
  const both = await Promise.all(hosts.split(',').map((host) => connect(host, at)));
  const answers = await Promise.all(
    both.map((c) => c.query<{ replica: boolean }>('SELECT pg_is_in_recovery() AS replica')),
  );
  const [first, second] = both as [Client, Client];
  return answers[0]?.rows[0]?.replica ? { primary: second, replica: first } : { primary: first, replica: second };
}

describe('the Postgres pair of a test run', () => {
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
  });

  it('gives each caller a database of its own, there on both nodes', async () => {
    const postgres = await testPostgres();
    const [a, b] = await Promise.all([postgres.createDatabase('Same Name'), postgres.createDatabase('Same Name')]);
    expect(a.database).toMatch(/^same_name_[0-9a-f]{8}$/);
    expect(a.database).not.toBe(b.database);
    const { primary, replica } = await pairOf(postgres.hosts, a);
    await primary.query('CREATE TABLE seen (n int)');
    await primary.query('INSERT INTO seen VALUES (7)');
    await eventually(async () => (await replica.query('SELECT * FROM seen')).rowCount === 1);
  });

  it('has a replica that can be made to lag, and that goes away without the primary', async () => {
    const own = await ownPostgresPair();
    try {
      const { primary, replica } = await pairOf(own.hosts, await own.createDatabase());
      await primary.query('CREATE TABLE seen (n int)');
      await eventually(() => replica.query('SELECT * FROM seen'));
      await own.replica.pause();
      await primary.query('INSERT INTO seen VALUES (1)');
      expect((await replica.query('SELECT * FROM seen')).rowCount).toBe(0);
      await own.replica.resume();
      await eventually(async () => (await replica.query('SELECT * FROM seen')).rowCount === 1);
      await own.primary.kill();
      await eventually(() => own.replica.promote());
      await replica.query('INSERT INTO seen VALUES (2)');
    } finally {
      await own.stop();
    }
  });
});

describe('Redis of a test run', () => {
  it('answers, and one of your own can be killed and restarted', async () => {
    const shared = new Redis((await testRedis()).url);
    await expect(shared.ping()).resolves.toBe('PONG');
    shared.disconnect();
    const own = await ownRedis();
    await own.kill();
    await own.restart();
    await own.flushAll();
    await own.stop();
  });
});
