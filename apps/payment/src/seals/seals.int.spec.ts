import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getLedgerFacts, type LedgerFacts } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import { eventually } from '@breakwater/testing';
import { postToLedger } from '../ledger/ledger.repository.js';
import { refundPostings } from '../domain/ledger-postings.js';
import { NEVER_MS, PaymentFixture } from '../testing/payment-fixture.js';
import { SealLedger } from './seal-ledger.js';

let shop: PaymentFixture;

beforeAll(async () => {
  // Sealed by hand here, so that the tests say when; and no fees are booked in between.
  shop = await PaymentFixture.start({ LEDGER_SEAL_MS: NEVER_MS, SETTLEMENT_READ_MS: '3600000' });
});
afterAll(() => shop?.stop());

const sealers = () => shop.services.map(({ app }) => app.get(SealLedger));
const seals = async (): Promise<LedgerFacts['seals']> => (await shop.client.call(getLedgerFacts, { query: {} })).seals;

/** Until nothing that was written is left without a seal; other databases' transactions may hold it up for a moment. */
async function sealAll(): Promise<LedgerFacts['seals']> {
  await eventually(async () => {
    await sealers()[0]!.run();
    expect((await seals()).unsealed).toBe(0);
  });
  return seals();
}

/** The seal that the transaction is in. The last one may be another: what is in the way of sealing ends when it likes. */
async function sealOf(id: string): Promise<number> {
  const [seal] = await shop.database.writer.query<{ id: number }>(
    `SELECT s.id FROM ledger.transaction t JOIN ledger.seal s
       ON (t.recorded_in, t.id) >= (s.from_xact, s.from_id) AND (t.recorded_in, t.id) < (s.to_xact, s.to_id)
     WHERE t.id = $1`,
    [id],
  );
  return seal!.id;
}

async function post(tx: Sql, amountMinor: number): Promise<string> {
  const id = crypto.randomUUID();
  const transaction = { id, kind: 'adjustment', attemptId: null, reason: 'test', occurredAt: new Date() } as const;
  await postToLedger(tx, transaction, refundPostings({ amountMinor, currency: 'EUR' }));
  return id;
}

const write = (amountMinor: number): Promise<string> => shop.database.transaction((tx) => post(tx, amountMinor));

/** As somebody who may do everything, triggers or not. */
async function tamper(sql: string, params: unknown[]): Promise<void> {
  const admin = await shop.superuser();
  await admin.transaction(async (tx) => {
    await tx.query(`SET LOCAL session_replication_role = 'replica'`);
    await tx.query(sql, params);
  });
}

function verifyCommand(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/verify-ledger.js'], {
    env: { ...process.env, ...shop.env },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('sealing', () => {
  it('skips nothing while captures go on, whoever of the instances seals, and one seal follows the other', async () => {
    const ended = new AbortController();
    const sealing = sealers().map(async (sealer) => {
      while (!ended.signal.aborted) await sealer.run();
    });
    const written: string[] = [];
    await Promise.all(
      Array.from({ length: 6 }, async (_, worker) => {
        for (let i = 0; i < 25; i++) written.push(await write(100 + worker));
      }),
    );
    ended.abort();
    await Promise.all(sealing);
    const { broken } = await sealAll();
    expect(broken).toEqual([]);
    const rows = await shop.database.writer.query<{ id: string; seals: number }>(
      `SELECT t.id, count(s.id) AS seals FROM ledger.transaction t
       LEFT JOIN ledger.seal s ON t.recorded_in >= s.from_xact AND t.recorded_in < s.to_xact
       WHERE t.id = ANY($1) GROUP BY t.id`,
      [written],
    );
    expect(rows).toHaveLength(150);
    expect(rows.filter((row) => row.seals !== 1)).toEqual([]);
  });

  it('makes bounded batches, though one database transaction wrote all of it', async () => {
    await sealAll();
    const before = (await seals()).count;
    const written = await shop.database.transaction(async (tx) => {
      const ids: string[] = [];
      for (let i = 0; i < 1100; i++) ids.push(await post(tx, 1));
      return ids;
    });
    const { count, broken } = await sealAll();
    expect(broken).toEqual([]);
    const rows = await shop.database.writer.query<{ transactions: number }>(
      'SELECT transactions FROM ledger.seal WHERE id > $1 ORDER BY id',
      [before],
    );
    expect(rows.map(({ transactions }) => transactions)).toEqual([500, 500, 100]);
    expect(count).toBe(before + 3);
    expect(verifyCommand().status).toBe(0);
    // A row that is put between two of them is in one of them.
    await tamper(`UPDATE ledger.transaction SET reason = 'another' WHERE id = $1`, [written[600]]);
    expect((await seals()).broken).toHaveLength(1);
    await tamper(`UPDATE ledger.transaction SET reason = 'test' WHERE id = $1`, [written[600]]);
    expect((await seals()).broken).toEqual([]);
  });

  it('waits for a transaction that began earlier and commits later, and seals it then', async () => {
    const wrote = Promise.withResolvers<string>();
    const mayCommit = Promise.withResolvers<void>();
    const slow = shop.database.transaction(async (tx) => {
      wrote.resolve(await post(tx, 1));
      await mayCommit.promise;
    });
    const early = await wrote.promise;
    const late = await write(2);
    await sealers()[0]!.run();
    // It is younger than one that is still under way, so it has to wait.
    expect((await seals()).unsealed).toBeGreaterThanOrEqual(1);
    mayCommit.resolve();
    await slow;
    expect((await sealAll()).broken).toEqual([]);
    const sealed = await shop.database.writer.query(
      `SELECT t.id FROM ledger.transaction t JOIN ledger.seal s
         ON t.recorded_in >= s.from_xact AND t.recorded_in < s.to_xact WHERE t.id IN ($1, $2)`,
      [early, late],
    );
    expect(sealed).toHaveLength(2);
  });

  it('is in nobody’s way: payments go on while a seal is being made', async () => {
    const sealing = Promise.withResolvers<void>();
    const done = Promise.withResolvers<void>();
    const admin = await shop.superuser();
    const holding = admin.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(7264711102)');
      await tx.query('LOCK TABLE ledger.seal IN EXCLUSIVE MODE');
      sealing.resolve();
      await done.promise;
    });
    await sealing.promise;
    const asked = await shop.captured();
    expect((await shop.get(asked)).state).toBe('captured');
    done.resolve();
    await holding;
  });
});

describe('a ledger that was copied into a database whose counter is behind', () => {
  it('goes on: what is written there counts as not sealed, is sealed, and breaks no seal that came with it', async () => {
    await write(10);
    await sealAll();
    // The numbers of another server, far ahead of this one's: they are in rows and seals, and then that server is gone.
    const base = 1_000_000_000;
    await tamper('INSERT INTO ledger.epoch (base) VALUES ($1)', [base]);
    await write(20);
    const { count } = await sealAll();
    const left = await write(30);
    await tamper('DELETE FROM ledger.epoch WHERE base = $1', [base]);

    const written = await Promise.all([write(40), write(50), write(60)]);
    expect(await seals()).toMatchObject({ unsealed: 4, broken: [], count });
    const after = await sealAll();
    expect(after).toMatchObject({ unsealed: 0, broken: [] });
    expect(after.count).toBeGreaterThan(count);
    expect(verifyCommand().status).toBe(0);
    const rows = await shop.database.writer.query<{ id: string; seals: number }>(
      `SELECT t.id, count(s.id) AS seals FROM ledger.transaction t JOIN ledger.seal s
         ON (t.recorded_in, t.id) >= (s.from_xact, s.from_id) AND (t.recorded_in, t.id) < (s.to_xact, s.to_id)
       WHERE t.id = ANY($1) AND s.id > $2 GROUP BY t.id`,
      [[left, ...written], count],
    );
    expect(rows.map((row) => row.seals)).toEqual([1, 1, 1, 1]);
    await shop.captured();
    expect((await sealAll()).broken).toEqual([]);
  });
});

describe('verifying', () => {
  it('finds nothing where nobody was at it', async () => {
    await write(5);
    const { count } = await sealAll();
    expect(await seals()).toMatchObject({ broken: [], unsealed: 0 });
    expect(verifyCommand()).toMatchObject({ status: 0, output: expect.stringContaining(`${count} seals are whole`) });
  });

  it('names the first seal whose rows were changed, taken away or added to, by whoever may do everything', async () => {
    await sealAll();
    const id = await shop.database.transaction(async (tx) => {
      // One more beside it, so that its seal has rows when it is gone.
      await post(tx, 76);
      return post(tx, 77);
    });
    await sealAll();
    const sealId = await sealOf(id);
    await write(78);
    await sealAll();
    const added = crypto.randomUUID();
    const changes: [string, string][] = [
      [
        'UPDATE ledger.entry SET debit_minor = debit_minor * 10, credit_minor = credit_minor * 10 WHERE transaction_id = $1',
        'UPDATE ledger.entry SET debit_minor = debit_minor / 10, credit_minor = credit_minor / 10 WHERE transaction_id = $1',
      ],
      [
        `UPDATE ledger.transaction SET reason = 'another' WHERE id = $1`,
        `UPDATE ledger.transaction SET reason = 'test' WHERE id = $1`,
      ],
      [
        `UPDATE ledger.transaction SET recorded_in = recorded_in + 1000000 WHERE id = $1`,
        `UPDATE ledger.transaction SET recorded_in = recorded_in - 1000000 WHERE id = $1`,
      ],
      [
        `WITH gone AS (DELETE FROM ledger.transaction WHERE id = $1 RETURNING *) INSERT INTO public.kept SELECT * FROM gone`,
        `INSERT INTO ledger.transaction SELECT * FROM public.kept WHERE id = $1`,
      ],
      [
        `WITH gone AS (DELETE FROM ledger.entry WHERE transaction_id = $1 RETURNING *) INSERT INTO public.kept_entry SELECT * FROM gone`,
        `INSERT INTO ledger.entry OVERRIDING SYSTEM VALUE SELECT * FROM public.kept_entry WHERE transaction_id = $1`,
      ],
      [
        `INSERT INTO ledger.transaction (id, kind, reason, occurred_at, recorded_at, recorded_in)
         SELECT '${added}', kind, reason, occurred_at, recorded_at, recorded_in FROM ledger.transaction WHERE id = $1`,
        `DELETE FROM ledger.transaction WHERE id = '${added}' AND $1::uuid IS NOT NULL`,
      ],
      [
        `INSERT INTO ledger.entry (transaction_id, account, debit_minor, credit_minor, currency)
         SELECT transaction_id, account, debit_minor, credit_minor, 'USD' FROM ledger.entry WHERE transaction_id = $1`,
        `DELETE FROM ledger.entry WHERE transaction_id = $1 AND currency = 'USD'`,
      ],
    ];
    const admin = await shop.superuser();
    await admin.writer.query('CREATE TABLE public.kept (LIKE ledger.transaction)');
    await admin.writer.query('CREATE TABLE public.kept_entry (LIKE ledger.entry)');
    for (const [change, back] of changes) {
      await tamper(change, [id]);
      expect((await seals()).broken.map((each) => each.sealId)).toContain(sealId);
      expect(verifyCommand()).toMatchObject({ status: 1, output: expect.stringMatching(/^seal \d+ is broken: /) });
      await tamper(back, [id]);
      expect((await seals()).broken).toEqual([]);
    }
    expect(verifyCommand().status).toBe(0);
  });

  it('names what stands in the place of a seal that was taken out or rewritten', async () => {
    const id = await write(80);
    await sealAll();
    const sealId = await sealOf(id);
    await write(81);
    await sealAll();
    const hash = 'f'.repeat(64);
    const rows = await shop.database.writer.query<{ hash: string }>('SELECT hash FROM ledger.seal WHERE id = $1', [
      sealId,
    ]);
    await tamper('UPDATE ledger.seal SET hash = $2 WHERE id = $1', [sealId, hash]);
    expect((await seals()).broken.map((each) => each.sealId)).toEqual([sealId, sealId + 1]);
    await tamper('UPDATE ledger.seal SET hash = $2 WHERE id = $1', [sealId, rows[0]!.hash]);
    expect((await seals()).broken).toEqual([]);
    await tamper('DELETE FROM ledger.seal WHERE id = $1', [sealId]);
    expect((await seals()).broken).toMatchObject([{ sealId: sealId + 1, reason: `seal ${sealId} is missing` }]);
  });
});
