import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Fault, ManualClock } from '@breakwater/kernel';
import { testPostgres } from '@breakwater/testing';
import { Database } from './database.js';
import { forgetIdempotencyKeys, idempotent, type IdempotentRequest } from './idempotency.js';
import { IdempotencyMigration } from './idempotency-migration.js';

let db: Database;
const clock = new ManualClock();
let last = 0;
const request = (changes: Partial<IdempotentRequest> = {}): IdempotentRequest => ({
  scope: 'POST /orders',
  key: `key-${++last}`,
  requestHash: 'hash',
  clock,
  ...changes,
});
const created = { status: 201, body: { z: 1, a: [2, null], text: 'é' } };

beforeAll(async () => {
  const postgres = await testPostgres();
  const own = await postgres.createDatabase('idempotency');
  db = await Database.open({
    hosts: postgres.hosts,
    ...own,
    migrations: [IdempotencyMigration],
    applicationName: 'test',
  });
  await db.migrate();
});
afterAll(async () => {
  await db.close();
});

describe('an idempotency key', () => {
  it('gives a repeat the same status and body, text for text, without running again', async () => {
    const same = request();
    await expect(idempotent(db, same, () => Promise.resolve(created))).resolves.toEqual({
      ...created,
      replayed: false,
    });
    const again = await idempotent(db, same, () => Promise.reject(new Error('ran again')));
    expect(JSON.stringify(again)).toBe(JSON.stringify({ ...created, replayed: true }));
  });
  it('lets one of 100 identical calls run; the others get its answer or are told to come back', async () => {
    const same = request();
    let executions = 0;
    const work = async (): Promise<typeof created> => {
      executions += 1;
      await db.writer.query('SELECT pg_sleep(0.05)');
      return created;
    };
    const results = await Promise.allSettled(Array.from({ length: 100 }, () => idempotent(db, same, work)));
    expect(executions).toBe(1);
    const answers = results.filter((result) => result.status === 'fulfilled').map((result) => result.value);
    expect(answers.filter((answer) => !answer.replayed)).toHaveLength(1);
    for (const { status, body } of answers) expect({ status, body }).toEqual(created);
    for (const result of results.filter((result) => result.status === 'rejected')) {
      expect(result.reason).toMatchObject({
        kind: 'conflict',
        code: 'idempotency.key.in_progress',
        retryAfterSeconds: 1,
      });
    }
  });
  it('is refused with another request, while the first runs and afterwards', async () => {
    const first = request();
    const other = { ...first, requestHash: 'other' };
    const refused = { kind: 'unprocessable', code: 'idempotency.key.reused' };
    await idempotent(db, first, async () => {
      await expect(idempotent(db, other, () => Promise.resolve(created))).rejects.toMatchObject(refused);
      return created;
    });
    await expect(idempotent(db, other, () => Promise.resolve(created))).rejects.toMatchObject(refused);
  });
  it('is another key in another scope', async () => {
    const first = request();
    await idempotent(db, first, () => Promise.resolve(created));
    const elsewhere = await idempotent(db, { ...first, scope: 'POST /refunds' }, () => Promise.resolve(created));
    expect(elsewhere.replayed).toBe(false);
  });
  it('stores nothing when the work throws: the next call runs it again, and is told so', async () => {
    const same = request();
    const fault = new Fault('bad_gateway', 'x.y.z', 'broken');
    await expect(idempotent(db, same, () => Promise.reject(fault))).rejects.toBe(fault);
    const attempts: number[] = [];
    await idempotent(db, same, ({ attempt }) => {
      attempts.push(attempt);
      return Promise.resolve(created);
    });
    expect(attempts).toEqual([2]);
  });
  it('of a process that crashed is taken over after its bound, not before, and by one', async () => {
    const same = request({ takeOverAfterMs: 5_000 });
    const crashed = Promise.withResolvers<typeof created>();
    const started = Promise.withResolvers<void>();
    const first = idempotent(db, same, () => {
      started.resolve();
      return crashed.promise;
    });
    await started.promise;
    await expect(idempotent(db, same, () => Promise.resolve(created))).rejects.toMatchObject({ kind: 'conflict' });
    clock.advance(4_999);
    await expect(idempotent(db, same, () => Promise.resolve(created))).rejects.toMatchObject({ kind: 'conflict' });
    clock.advance(1);
    let executions = 0;
    const take = (): Promise<unknown> =>
      idempotent(db, same, () => {
        executions += 1;
        return Promise.resolve({ status: 202, body: 'second' });
      });
    await Promise.allSettled(Array.from({ length: 20 }, take));
    expect(executions).toBe(1);
    // The first was only slow: everybody, it too, gets the one answer that was stored.
    crashed.resolve(created);
    await expect(first).resolves.toEqual({ status: 202, body: 'second', replayed: true });
  });
  it('is forgotten when it is old', async () => {
    const same = request();
    await idempotent(db, same, () => Promise.resolve(created));
    clock.advance(25 * 3_600_000);
    const fresh = request();
    await idempotent(db, fresh, () => Promise.resolve(created));
    await forgetIdempotencyKeys(db, { olderThanMs: 24 * 3_600_000, clock });
    const left = await db.writer.query('SELECT key FROM idempotency_key');
    expect(left).toEqual([{ key: fresh.key }]);
  });
});
