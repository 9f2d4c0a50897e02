import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Database } from '@breakwater/database';
import { serviceEnvironment } from '@breakwater/testing';
import { discrepancyRepository } from '../discrepancies/discrepancy.repository.js';
import { decide } from '../domain/decide-discrepancy.js';
import { charge, eur, known, ms, refunded } from '../domain/judge/example-facts.js';
import { rowOf } from '../facts/fact-row.js';
import { storeFacts } from '../facts/fact.repository.js';
import { migrations } from '../migrations/migrations.js';
import { reconciliationConfig } from '../reconciliation.config.js';
import { dayRepository } from './day.repository.js';
import { matchDay } from './match-day.js';

const DATE = '2026-01-01';

let database: Database;

beforeAll(async () => {
  const { DATABASE_HOSTS: hosts, ...config } = reconciliationConfig.parse({
    ...(await serviceEnvironment('reconciliation')),
    ORDER_URL: 'http://127.0.0.1:1',
    PAYMENT_URL: 'http://127.0.0.1:1',
  });
  const { DATABASE_NAME: name, DATABASE_USER: user, DATABASE_PASSWORD: password } = config;
  database = await Database.open({ hosts, database: name, user, password, migrations, applicationName: 'match-day' });
  await database.migrate();
});
afterAll(() => database?.close());

it('a charge that a resolution gave back is matched on its day, and so is its refund', async () => {
  const stray = charge({ attemptId: null });
  const back = refunded(2500);
  const rows = [stray, back].map((fact) => ({ ...rowOf('provider', fact), day: DATE }));
  await database.transaction((tx) => storeFacts(tx, 'provider', rows, ms(13)));
  const window = { date: DATE, fromMs: Date.parse(DATE), toMs: Date.parse('2026-01-02') };
  expect((await matchDay(database.writer, window, known(600))).matched).toBe(0);

  const amount = eur(2500);
  const { state } = decide(null, { type: 'seen', nowMs: ms(60), situation: 'stray_charge', amount });
  const given = { action: 'refund_duplicate', amount, result: { providerReference: 're_1' } } as const;
  const row = {
    id: crypto.randomUUID(),
    ref: 'ch_1',
    subject: 'stray pi_1',
    orderId: null,
    expected: 'a payment of ours',
    found: 'charged',
    target: { attemptId: null, providerReference: 'ch_1', amount, direction: 'in' },
    evidence: {},
    at: stray.createdAt,
    day: DATE,
    firstSeenMs: ms(60),
    lastSeenMs: ms(60),
    closedMs: null,
    life: { ...state, done: [given] },
  } as const;
  await database.transaction((tx) => discrepancyRepository.save(tx, [row]));
  expect((await matchDay(database.writer, window, known(600))).matched).toBe(2);
});

it('what is wrong with the ledger opens no day', async () => {
  const flaw = { ...rowOf('ledger', { id: 'seal 3', found: 'another hash' }), day: '1970-01-01' };
  await database.transaction((tx) => storeFacts(tx, 'ledger', [flaw], ms(13)));
  expect(await dayRepository.unclosed(database.writer, '2026-02-01')).toEqual([DATE]);
});
