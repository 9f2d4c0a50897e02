import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { adjustLedger, getLedgerFacts, type LedgerFacts, reverseLedgerTransaction } from '@breakwater/contracts';
import type { Database } from '@breakwater/database';
import { KeepLedger } from './keep-ledger.js';
import { codeOf, NEVER_MS, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  // No fees are booked in between, and nobody but a test takes the ledger back from this service.
  shop = await PaymentFixture.start({ LEDGER_SEAL_MS: NEVER_MS, SETTLEMENT_READ_MS: '3600000' });
});
afterAll(() => shop?.stop());

const refusal = async (database: Database, sql: string, params: unknown[] = []): Promise<string> =>
  database
    .transaction((tx) => tx.query(sql, params))
    .then(
      () => 'accepted',
      (error: Error) => error.message,
    );

async function facts(asOf?: string): Promise<LedgerFacts> {
  return shop.client.call(getLedgerFacts, { query: asOf === undefined ? {} : { asOf } });
}

async function balances(asOf?: string): Promise<Record<string, number>> {
  const { accounts } = await facts(asOf);
  return Object.fromEntries(accounts.map(({ account, balanceMinor }) => [account, balanceMinor]));
}

const changes = [
  'UPDATE ledger.entry SET debit_minor = debit_minor + 1',
  'DELETE FROM ledger.entry',
  'UPDATE ledger.transaction SET occurred_at = now()',
  'DELETE FROM ledger.transaction',
  'TRUNCATE ledger.entry, ledger.transaction',
  'UPDATE ledger.seal SET transactions = 1',
  'DELETE FROM ledger.seal',
  'UPDATE ledger.epoch SET base = 1',
  'DELETE FROM ledger.epoch',
];

describe('the ledger', () => {
  it('refuses to change or delete what is written, also to an administrator who does not take its triggers away', async () => {
    await shop.captured();
    const admin = await shop.superuser();
    for (const sql of changes) expect(await refusal(admin, sql)).toMatch(/append-only/);
  });

  it('gives the service no right to change it or to take its guards away', async () => {
    await shop.captured();
    const guards = [
      ...changes,
      'ALTER TABLE ledger.entry DISABLE TRIGGER ALL',
      'DROP TRIGGER ledger_entry_append_only ON ledger.entry',
      'DROP TABLE ledger.entry',
      'DROP SCHEMA ledger CASCADE',
      'CREATE OR REPLACE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE sql AS $$ SELECT NULL $$',
      'ALTER TABLE ledger.entry OWNER TO CURRENT_USER',
      'SET ROLE keeper',
      'SELECT public.take_from_keeper()',
      `SET session_replication_role = 'replica'`,
    ];
    for (const sql of guards)
      expect(await refusal(shop.database, sql)).toMatch(/permission denied|must be owner|must be able/);
  });

  it('is not fooled by names of the service’s own in front of Postgres’s', async () => {
    const { attemptId } = await shop.captured();
    const admin = await shop.superuser();
    const fake = (name: string, type: string, body: string) =>
      `CREATE FUNCTION public.${name} RETURNS ${type} LANGUAGE sql AS $$ SELECT ${body} $$`;
    const fakes = [
      ['pg_current_xact_id()', 'bigint', '(-5)::bigint'],
      ['clock_timestamp()', 'timestamptz', `'2001-01-01'::timestamptz`],
      ['max(bigint)', 'bigint', '(-7)::bigint'],
    ] as const;
    const id = crypto.randomUUID();
    try {
      for (const [name, type, body] of fakes) await shop.database.writer.query(fake(name, type, body));
      await shop.database.transaction(async (tx) => {
        await tx.query('SET LOCAL search_path = public, pg_catalog');
        await tx.query(
          `WITH t AS (INSERT INTO ledger.transaction (id, kind, attempt_id, reason, occurred_at)
                      VALUES ($1, 'adjustment', $2, 'test', now()) RETURNING id)
           INSERT INTO ledger.entry (transaction_id, account, debit_minor, credit_minor, currency)
           SELECT id, account, debit, credit, 'EUR' FROM t,
             (VALUES ('discrepancies', 100, 0), ('provider_clearing', 0, 100)) AS e (account, debit, credit)`,
          [id, attemptId],
        );
      });
    } finally {
      for (const [name] of fakes) await shop.database.writer.query(`DROP FUNCTION IF EXISTS public.${name}`);
    }
    const stamped = await admin.writer.query<{ honest: boolean }>(
      `SELECT recorded_in > 0 AND recorded_in = (SELECT max(base) FROM ledger.epoch) + xmin::text::bigint
              AND recorded_at > now() - interval '1 hour' AS honest FROM ledger.transaction WHERE id = $1`,
      [id],
    );
    expect(stamped).toEqual([{ honest: true }]);
  });

  it('is handed over again after an upgrade took it back', async () => {
    const admin = await shop.superuser();
    await admin.writer.query('SELECT public.take_from_keeper()');
    expect(await refusal(shop.database, 'DELETE FROM ledger.entry')).toContain('append-only');
    await Promise.all(shop.services.map(({ app }) => app.get(KeepLedger).run()));
    expect(await refusal(shop.database, 'DELETE FROM ledger.entry')).toContain('permission denied');
    await shop.captured();
  });

  it('takes nothing whose debits and credits differ, nothing without entries, and no entry afterwards', async () => {
    const { attemptId } = await shop.captured();
    const transaction = `INSERT INTO ledger.transaction (id, kind, attempt_id, reason, occurred_at)
                         VALUES ($1, 'adjustment', $2, 'test', now())`;
    const id = crypto.randomUUID();
    expect(await refusal(shop.database, transaction, [id, attemptId])).toContain('does not balance');
    const lopsided = `WITH t AS (${transaction} RETURNING id)
      INSERT INTO ledger.entry (transaction_id, account, debit_minor, credit_minor, currency)
      SELECT id, account, debit, credit, 'EUR' FROM t,
        (VALUES ('refunds', 100, 0), ('provider_clearing', 0, 99)) AS e (account, debit, credit)`;
    expect(await refusal(shop.database, lopsided, [id, attemptId])).toContain('does not balance');
    const late = `INSERT INTO ledger.entry (transaction_id, account, debit_minor, credit_minor, currency)
      SELECT t.id, account, debit, credit, 'EUR' FROM ledger.transaction t,
        (VALUES ('refunds', 100, 0), ('provider_clearing', 0, 100)) AS e (account, debit, credit) WHERE t.attempt_id = $1`;
    expect(await refusal(shop.database, late, [attemptId])).toContain('is closed');
  });

  it('books revenue before the coupon, and what the coupon took off', async () => {
    const asked = shop.ask();
    await shop.authorize(asked, 'pm_card_visa', 2000, shop.client, 500);
    await shop.capture(asked);
    expect(await shop.ledger(asked)).toEqual({
      customer_receivable: 0,
      coupons: 500,
      provider_clearing: 2000,
      revenue: -2500,
    });
  });

  it('says what each account held at any moment, and balances at each', async () => {
    const before = await balances();
    const then = (await facts()).asOf;
    const asked = await shop.captured(4000);
    await shop.refund(asked, crypto.randomUUID(), 1000);
    const after = await balances();
    expect(after['revenue']! - (before['revenue'] ?? 0)).toBe(-4000);
    expect(after['refunds']! - (before['refunds'] ?? 0)).toBe(1000);
    expect(await balances(then)).toEqual(before);
    for (const moment of [before, after]) expect(Object.values(moment).reduce((a, b) => a + b, 0)).toBe(0);
    expect((await facts()).unbalanced).toEqual([]);
  });
});

describe('a correction', () => {
  const transactionOf = async (attemptId: string): Promise<string> => {
    const rows = await shop.database.writer.query<{ id: string }>(
      `SELECT id FROM ledger.transaction WHERE attempt_id = $1 AND kind = 'capture'`,
      [attemptId],
    );
    return rows[0]!.id;
  };
  const reverse = (transactionId: string) =>
    shop.client.call(reverseLedgerTransaction, { params: { transactionId }, body: { reason: 'booked by mistake' } });

  it('is the mirror image, once, however often and however concurrently it is asked for', async () => {
    const asked = await shop.captured(1234);
    const id = await transactionOf(asked.attemptId);
    const answers = await Promise.all(Array.from({ length: 8 }, () => reverse(id)));
    expect(new Set(answers.map(({ ledgerTransactionId }) => ledgerTransactionId)).size).toBe(1);
    expect(await shop.ledger(asked)).toEqual({ customer_receivable: 0, provider_clearing: 0, revenue: 0 });
    expect(await codeOf(reverse(answers[0]!.ledgerTransactionId))).toBe('payment.ledger.not_reversible');
    expect(await codeOf(reverse(crypto.randomUUID()))).toBe('payment.ledger.not_found');
  });
});

describe('an adjustment', () => {
  const adjust = (adjustmentId: string, differences: object = {}) =>
    shop.client.call(adjustLedger, {
      params: { adjustmentId },
      body: {
        kind: 'adopt_charge',
        providerReference: `ch_${adjustmentId}`,
        attemptId: null,
        amount: { amountMinor: 700, currency: 'EUR' },
        reason: 'a charge that nobody here asked for',
        ...differences,
      },
    });

  it('books against discrepancies, each id once, and refuses the id for something else', async () => {
    const before = await balances();
    const id = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 6 }, () => adjust(id)));
    expect(new Set(answers.map(({ ledgerTransactionId }) => ledgerTransactionId))).toEqual(new Set([id]));
    expect((await balances())['discrepancies']).toBe((before['discrepancies'] ?? 0) - 700);
    expect((await balances())['provider_clearing']).toBe((before['provider_clearing'] ?? 0) + 700);
    expect(await codeOf(adjust(id, { amount: { amountMinor: 701, currency: 'EUR' } }))).toBe(
      'payment.adjustment.mismatch',
    );
    expect(await codeOf(adjust(id, { kind: 'write_off' }))).toBe('payment.adjustment.mismatch');
  });

  it('takes each of the other two kinds out of the provider’s account', async () => {
    for (const kind of ['adopt_refund', 'write_off']) {
      const before = await balances();
      await adjust(crypto.randomUUID(), { kind });
      expect((await balances())['discrepancies']).toBe((before['discrepancies'] ?? 0) + 700);
    }
  });

  it('books nothing a second time under another id, also what an attempt has booked', async () => {
    const asked = await shop.captured();
    const { providerReference } = await shop.get(asked);
    expect(await codeOf(adjust(crypto.randomUUID(), { providerReference }))).toBe('payment.adjustment.already_booked');
    const reference = `ch_${crypto.randomUUID()}`;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => adjust(crypto.randomUUID(), { providerReference: reference })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await codeOf(adjust(crypto.randomUUID(), { attemptId: crypto.randomUUID() }))).toBe(
      'payment.attempt.not_found',
    );
  });
});
