import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getLedgerFacts, type LedgerFacts } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import { eventually } from '@breakwater/testing';
import { refundPostings } from '../domain/ledger-postings.js';
import { SealLedger } from '../seals/seal-ledger.js';
import { NEVER_MS, PaymentFixture } from '../testing/payment-fixture.js';
import { postToLedger } from './ledger.repository.js';

let shop: PaymentFixture;

beforeAll(async () => {
  // Sealed by hand here, so that the tests say when.
  shop = await PaymentFixture.start({ LEDGER_SEAL_MS: NEVER_MS, SETTLEMENT_READ_MS: '3600000' });
});
afterAll(() => shop?.stop());

const facts = (asOf?: string): Promise<LedgerFacts> =>
  shop.client.call(getLedgerFacts, { query: asOf === undefined ? {} : { asOf } });

async function post(tx: Sql, amountMinor: number, currency = 'EUR'): Promise<string> {
  const id = crypto.randomUUID();
  const transaction = { id, kind: 'adjustment', attemptId: null, reason: 'test', occurredAt: new Date() } as const;
  await postToLedger(tx, transaction, refundPostings({ amountMinor, currency }));
  return id;
}
const write = (amountMinor: number, currency?: string): Promise<string> =>
  shop.database.transaction((tx) => post(tx, amountMinor, currency));
const seal = (): Promise<number> => shop.services[0]!.app.get(SealLedger).run();

async function sealAll(): Promise<void> {
  await eventually(async () => {
    await seal();
    expect((await facts()).seals.unsealed).toBe(0);
  });
}

/** Every row of the ledger, summed up. */
async function plainSums(asOf: string): Promise<LedgerFacts['accounts']> {
  return shop.database.writer.query(
    `SELECT account, currency, sum(debit_minor)::bigint AS "debitMinor", sum(credit_minor)::bigint AS "creditMinor",
            sum(debit_minor - credit_minor)::bigint AS "balanceMinor"
     FROM ledger.entry e JOIN ledger.transaction t ON t.id = e.transaction_id WHERE t.recorded_at <= $1
     GROUP BY account, currency ORDER BY account COLLATE "C", currency COLLATE "C"`,
    [asOf],
  );
}

async function moments(): Promise<string[]> {
  const rows = await shop.database.writer.query<{ at: string }>(
    `SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
     FROM ledger.transaction ORDER BY recorded_at`,
  );
  return rows.map(({ at }) => at);
}

/** As somebody who may do everything, triggers or not. */
async function tamper(sql: string, params: unknown[]): Promise<void> {
  await (
    await shop.superuser()
  ).transaction(async (tx) => {
    await tx.query(`SET LOCAL session_replication_role = 'replica'`);
    await tx.query(sql, params);
  });
}

describe('balances', () => {
  it('are those of every row at every moment, whatever was sealed when and whoever committed late', async () => {
    for (const amount of [1, 20, 300]) await write(amount);
    await sealAll();
    const wrote = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const slow = shop.database.transaction(async (tx) => {
      // It has its number now, writes last, and is sealed before those that wrote earlier.
      await tx.query('SELECT pg_current_xact_id()');
      wrote.resolve();
      await mayCommit.promise;
      await post(tx, 4000);
    });
    await wrote.promise;
    for (const currency of ['EUR', 'USD']) await write(50_000, currency);
    await seal();
    mayCommit.resolve();
    await slow;
    await write(600_000);
    await sealAll();
    await write(7_000_000);
    const all = await moments();
    const around = ['2020-01-01T00:00:00.000Z', ...all, '2099-01-01T00:00:00Z'];
    for (const moment of around) expect((await facts(moment)).accounts).toEqual(await plainSums(moment));
    expect((await facts()).accounts).toEqual(await plainSums('2099-01-01T00:00:00.000Z'));
  });

  it('count what was changed in a sealed row as it is now, and name the transaction that balances no more', async () => {
    const id = await write(90);
    await sealAll();
    const before = await facts();
    const change = `UPDATE ledger.entry SET debit_minor = debit_minor + $2 WHERE transaction_id = $1 AND debit_minor > 0`;
    await tamper(change, [id, 1]);
    const after = await facts();
    expect(after.unbalanced).toEqual([{ transactionId: id }]);
    const sum = ({ accounts }: LedgerFacts) => accounts.reduce((all, { balanceMinor }) => all + balanceMinor, 0);
    expect(sum(after) - sum(before)).toBe(1);
    await tamper(change, [id, -1]);
    expect(await facts()).toMatchObject({ unbalanced: [], accounts: before.accounts });
  });

  it('name a transaction that does not balance before it is sealed, too', async () => {
    const id = await write(91);
    const change = `UPDATE ledger.entry SET credit_minor = credit_minor + $2 WHERE transaction_id = $1 AND credit_minor > 0`;
    await tamper(change, [id, 1]);
    expect((await facts()).unbalanced).toEqual([{ transactionId: id }]);
    await tamper(change, [id, -1]);
    expect((await facts()).unbalanced).toEqual([]);
  });
});
