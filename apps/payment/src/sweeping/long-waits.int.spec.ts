import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sql } from '@breakwater/database';
import { refundRepository } from '../refunds/refund.repository.js';
import { strayRefundRepository } from '../strays/stray-refund.repository.js';
import { NEVER_MS, PaymentFixture } from '../testing/payment-fixture.js';
import { webhookRepository } from '../webhooks/webhook.repository.js';

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const OFTEN = 5000;

let shop: PaymentFixture;
let attemptId: string;

beforeAll(async () => {
  shop = await PaymentFixture.start({ PAYMENT_SWEEP_MS: NEVER_MS });
  ({ attemptId } = await shop.captured());
});
afterAll(() => shop?.stop());

interface Queue {
  readonly table: string;
  readonly column: string;
  readonly longestSeconds: number;
  readonly insert: (tx: Sql, id: string) => Promise<unknown>;
  readonly claim: (tx: Sql, now: Date) => Promise<string[]>;
}

const stray = { askedReference: 'ch_1', charge: 'ch_1', intent: null, chargeTransaction: null, currency: 'EUR' };
const queues: Queue[] = [
  {
    table: 'refund',
    column: 'look',
    longestSeconds: 600,
    insert: (tx, id) =>
      refundRepository.insert(tx, { id, attemptId, amountMinor: 1, reason: 'test' }, LONG_AGO, LONG_AGO),
    claim: async (tx, now) => (await refundRepository.claimDue(tx, now, 2)).map(({ id }) => id),
  },
  {
    table: 'stray_refund',
    column: 'look',
    longestSeconds: 600,
    insert: (tx, id) =>
      strayRefundRepository.insert(tx, { ...stray, id, amountMinor: 1, reason: 'test' }, LONG_AGO, LONG_AGO),
    claim: (tx, now) => strayRefundRepository.claimDue(tx, now, 2),
  },
  {
    table: 'webhook_event',
    column: 'try',
    longestSeconds: 300,
    insert: (tx, id) => webhookRepository.insert(tx, { id, type: 'refund.updated', reference: 'pi_nobody' }, LONG_AGO),
    claim: async (tx, now) => (await webhookRepository.claim(tx, now, 2)).map(({ id }) => id),
  },
];

describe('what has been looked at for weeks without an end', () => {
  it.each(queues)('is taken again after the longest pause, and so is what is behind it: $table', async (queue) => {
    const { table, column, longestSeconds, insert, claim } = queue;
    const [old, next] = [crypto.randomUUID(), crypto.randomUUID()];
    const now = new Date();
    const count = column === 'try' ? 'tries' : 'looks';
    // In one transaction, so that nobody else takes them.
    const pauses = await shop.database.transaction(async (tx) => {
      for (const id of [old, next]) await insert(tx, id);
      await tx.query(`UPDATE ${table} SET ${count} = $2 WHERE id = $1`, [old, OFTEN]);
      expect((await claim(tx, now)).toSorted()).toEqual([old, next].toSorted());
      return tx.query<{ due: Date }>(`SELECT next_${column}_at AS due FROM ${table} WHERE id = $1`, [old]);
    });
    expect(pauses.map(({ due }) => due.getTime() - now.getTime())).toEqual([longestSeconds * 1000]);
  });
});
