import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sql } from '@breakwater/database';
import { eventually } from '@breakwater/testing';
import { listPayments } from '../facts/facts.repository.js';
import { listChanged } from '../invariants/snapshots.repository.js';
import { findUnbalanced, readBalances } from '../ledger/balances.js';
import { SealLedger } from '../seals/seal-ledger.js';
import { sealRepository } from '../seals/seal.repository.js';
import { settlementRepository } from '../settlements/settlement.repository.js';
import { BIG_BOOKS_DAYS, explaining, writeBigBooks } from './big-books.js';
import { NEVER_MS, PaymentFixture } from './payment-fixture.js';

const PAYMENTS = 40_000;
const LIMIT = 200;
/** Of tables and indexes, for one payment with its ledger. */
const BLOCKS_EACH = 40;

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start({ LEDGER_SEAL_MS: NEVER_MS, SETTLEMENT_READ_MS: '3600000' });
  await writeBigBooks(await shop.superuser(), PAYMENTS);
  await eventually(
    async () => {
      await shop.services[0]!.app.get(SealLedger).run();
      expect(await sealRepository.countUnsealed(shop.database.writer)).toBe(0);
    },
    { timeoutMs: 60_000 },
  );
}, 120_000);
afterAll(() => shop?.stop());

const ago = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
const day = (days: number) => ({ from: ago(days), to: ago(days - 1) });
const all = { from: ago(BIG_BOOKS_DAYS + 1), to: ago(-1) };

async function costsOf(work: (sql: Sql) => Promise<unknown>) {
  const { sql, costs } = explaining(shop.database.writer);
  await work(sql);
  return costs;
}

describe('over a ledger of years', () => {
  it.each([
    { what: 'all there is', window: all },
    { what: 'a day long past', window: day(90) },
    { what: 'the last minutes', window: { from: ago(0.01), to: ago(-1) } },
  ])('a page of facts reads no table from end to end: $what', async ({ window }) => {
    for (const list of [listPayments, listChanged]) {
      const { scanned, blocks } = await costsOf((sql) => list(sql, { ...window, limit: LIMIT }));
      expect({ scanned, tooMany: blocks > LIMIT * BLOCKS_EACH ? blocks : 0 }).toEqual({ scanned: [], tooMany: 0 });
    }
  });

  it('the pages of a day name each payment that moved money on it once', async () => {
    const { from, to } = day(30);
    const found: string[] = [];
    for (let after: string | undefined, more = true; more;) {
      const { items, next } = await listPayments(shop.database.writer, {
        from,
        to,
        limit: 100,
        ...(after === undefined ? {} : { after }),
      });
      found.push(...items.map(({ attemptId }) => attemptId));
      after = next ?? undefined;
      more = next !== null;
    }
    const rows = await shop.database.writer.query<{ id: string }>(
      `SELECT id FROM payment_attempt WHERE updated_at >= $1 AND updated_at < $2
       UNION SELECT id FROM payment_attempt WHERE captured_at >= $1 AND captured_at < $2
       UNION SELECT attempt_id FROM refund WHERE settled_at >= $1 AND settled_at < $2`,
      [from, to],
    );
    expect(rows.length).toBeGreaterThan(200);
    expect(found.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
  });

  it.each([
    ['balances now', (sql: Sql) => readBalances(sql, null)],
    ['balances of a moment long past', (sql: Sql) => readBalances(sql, ago(90))],
    ['what does not balance', (sql: Sql) => findUnbalanced(sql)],
    ['what is not sealed', (sql: Sql) => sealRepository.countUnsealed(sql)],
    ['when the first payment was', (sql: Sql) => settlementRepository.began(sql)],
  ])('%s cost no more than a seal or two', async (_what, work) => {
    const { scanned, blocks } = await costsOf(work);
    expect({ scanned, tooMany: blocks > 2 * 500 * 10 ? blocks : 0 }).toEqual({ scanned: [], tooMany: 0 });
  });
});
