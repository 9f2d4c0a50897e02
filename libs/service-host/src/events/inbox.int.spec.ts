import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { EventEnvelope, receiveEvent } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { systemClock, uuidV7Source } from '@breakwater/kernel';
import { MessagingMigration } from '@breakwater/messaging';
import { createServiceClient } from '@breakwater/resilience';
import { eventually, testPostgres } from '@breakwater/testing';
import { z } from 'zod';
import { ServiceTokens } from '../auth/service-tokens.js';
import { baseConfig, databaseConfig } from '../config/base-config.js';
import { startService } from '../run-service.js';
import { InboxModule } from './inbox.module.js';

const SERVICE_KEY = '0123456789abcdef';
const newId = uuidV7Source(systemClock);
let env: Record<string, string>;
let db: Database;

beforeAll(async () => {
  const { hosts, createDatabase } = await testPostgres();
  const { database, user, password } = await createDatabase('inbox');
  const place = { hosts, database, user, password };
  db = await Database.open({ ...place, migrations: [MessagingMigration], applicationName: 'test' });
  await db.migrate();
  await db.writer.query('CREATE TABLE seen (name text NOT NULL)');
  env = {
    SERVICE_KEY,
    DATABASE_HOSTS: hosts,
    DATABASE_NAME: database,
    DATABASE_USER: user,
    DATABASE_PASSWORD: password,
  };
});
beforeEach(async () => {
  await db.writer.query('TRUNCATE inbox, seen');
});
afterAll(async () => {
  await db.close();
});

/** A service that works `thing.done`. */
async function start() {
  const module = () =>
    InboxModule.register({
      useFactory: () => ({
        'thing.done': async (tx, data) => {
          await tx.query('INSERT INTO seen VALUES ($1)', [z.object({ name: z.string() }).parse(data).name]);
        },
      }),
    });
  const config = z.object({ ...baseConfig, ...databaseConfig });
  const service = await startService({ name: 'things', config, module, migrations: [MessagingMigration] }, env);
  const tokens = new ServiceTokens(SERVICE_KEY, 'maker', systemClock);
  const client = createServiceClient({ target: 'things', baseUrl: service.url, token: () => tokens.mint('things') });
  const send = (event: Partial<EventEnvelope>) => {
    const occurredAt = new Date().toISOString();
    const body = { id: newId(), type: 'thing.done', source: 'maker', occurredAt, data: {}, ...event };
    return client.call(receiveEvent, { body });
  };
  const close = async (): Promise<void> => {
    await client.close();
    await service.close();
  };
  return { send, close };
}

describe('the inbox of a service', () => {
  it('forgets at its start what came more than thirty days ago, however much, and keeps the rest', async () => {
    await db.writer.query(
      `INSERT INTO inbox (id, source, type, received_at)
       SELECT gen_random_uuid(), 'maker', 'old', now() - interval '31 days' FROM generate_series(1, 2500)
       UNION ALL SELECT gen_random_uuid(), 'maker', 'young', now() - interval '29 days' FROM generate_series(1, 5)`,
    );
    const { close } = await start();
    try {
      await eventually(async () => {
        const left = await db.writer.query('SELECT type, count(*) FROM inbox GROUP BY type');
        expect(left).toEqual([{ type: 'young', count: 5 }]);
      });
    } finally {
      await close();
    }
  });

  it('works an event once, and refuses in good order what it does not know or cannot read', async () => {
    const { send, close } = await start();
    try {
      const twice = { id: newId(), data: { name: 'first' } };
      await send(twice);
      await send(twice);
      await expect(send({ type: 'thing.unheard_of' })).rejects.toMatchObject({
        kind: 'unprocessable',
        code: 'inbox.event.unknown',
      });
      await expect(send({ data: { name: 7 } })).rejects.toMatchObject({
        kind: 'unprocessable',
        code: 'inbox.event.unreadable',
      });
      await expect(db.writer.query('SELECT name FROM seen')).resolves.toEqual([{ name: 'first' }]);
      await expect(db.writer.query('SELECT FROM inbox')).resolves.toHaveLength(1);
    } finally {
      await close();
    }
  });
});
