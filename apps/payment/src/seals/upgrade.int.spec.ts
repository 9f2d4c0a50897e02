import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@breakwater/database';
import { money, systemClock } from '@breakwater/kernel';
import { createLogger } from '@breakwater/telemetry';
import { serviceEnvironment } from '@breakwater/testing';
import { refundPostings } from '../domain/ledger-postings.js';
import { accountsOf, readBalances } from '../ledger/balances.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { LedgerBalancesMigration } from '../migrations/ledger-balances.migration.js';
import { paymentService } from '../service.js';
import { FIRST_ID, GENESIS, SealHash, type SealHeader } from './seal-hash.js';
import { SealLedger } from './seal-ledger.js';
import { sealRepository } from './seal.repository.js';
import { verifySeals } from './verify-seals.js';

const opened: Database[] = [];
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  env = await serviceEnvironment('payment');
});
afterAll(() => Promise.all(opened.map((database) => database.close())));

async function migrated(isBefore = false): Promise<Database> {
  const all = paymentService.migrations ?? [];
  const { DATABASE_HOSTS: hosts = '', DATABASE_NAME: database = '' } = env;
  const { DATABASE_USER: user = '', DATABASE_PASSWORD: password = '' } = env;
  const migrations = isBefore ? all.slice(0, all.indexOf(LedgerBalancesMigration)) : all;
  const one = await Database.open({ hosts, database, user, password, migrations, applicationName: 'upgrade' });
  opened.push(one);
  await one.migrate();
  return one;
}

function write(database: Database, amountMinor: number): Promise<boolean> {
  const transaction = { id: crypto.randomUUID(), kind: 'adjustment', attemptId: null, occurredAt: new Date() } as const;
  return database.transaction((tx) => postToLedger(tx, transaction, refundPostings(money(amountMinor, 'EUR'))));
}

/** As it was done before: all that is there, without what it comes to. */
async function sealAsBefore(database: Database, id: number, fromXact: number, previousHash: string) {
  const toXact = (
    await database.writer.query<{ end: number }>('SELECT max(recorded_in) + 1 AS "end" FROM ledger.transaction')
  )[0]!.end;
  const [from, to] = [fromXact, toXact].map((xact) => ({ xact, id: FIRST_ID })) as [
    SealHeader['from'],
    SealHeader['to'],
  ];
  const rows = await sealRepository.transactions(database.writer, from, to, 1000);
  const sealedAt = '2026-01-01T00:00:00.000000Z';
  const untold = { recordedFrom: '', recordedUntil: '', balances: [] };
  const hash = new SealHash({ id, version: 1, from, to, transactions: rows.length, sealedAt, previousHash, ...untold });
  for (const row of rows) hash.add(row);
  const digest = hash.digest();
  await database.writer.query(
    `INSERT INTO ledger.seal (id, from_xact, to_xact, transactions, previous_hash, hash, sealed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [id, fromXact, toXact, rows.length, previousHash, digest, sealedAt],
  );
  return { toXact, hash: digest };
}

describe('seals from before they told balances', () => {
  it('are whole after the upgrade, tell them too, and are followed by others', async () => {
    const before = await migrated(true);
    for (const amount of [1, 20]) await write(before, amount);
    const first = await sealAsBefore(before, 1, 0, GENESIS);
    await write(before, 300);
    await sealAsBefore(before, 2, first.toXact, first.hash);
    await write(before, 4000);

    const after = await migrated();
    await write(after, 50_000);
    await new SealLedger(after, systemClock, createLogger('upgrade')).run();
    const flaws: (string | undefined)[] = [];
    const { seals } = await verifySeals(after.writer, (_seal, { flaw }) => {
      flaws.push(flaw);
      return false;
    });
    expect(flaws).toEqual([undefined, undefined, undefined]);
    expect(seals).toBe(3);
    expect(accountsOf(await readBalances(after.writer, null)).map(({ balanceMinor }) => balanceMinor)).toEqual([
      -54_321, 54_321,
    ]);
    const told = await after.writer.query<{ balances: string[][] }>('SELECT balances FROM ledger.seal ORDER BY id');
    expect(told.map(({ balances }) => balances[0])).toEqual([
      ['provider_clearing', 'EUR', '0', '21'],
      ['provider_clearing', 'EUR', '0', '321'],
      ['provider_clearing', 'EUR', '0', '54321'],
    ]);
    const change = after.writer.query(`UPDATE ledger.seal SET balances = '[]'`);
    await expect(change).rejects.toThrow();
  });
});
