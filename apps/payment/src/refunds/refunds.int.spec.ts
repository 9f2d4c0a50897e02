import { adjustLedger } from '@breakwater/contracts';
import type { Fault } from '@breakwater/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { codeOf, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start({ PROVIDER_TIMEOUT_MS: '1500' });
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  await shop.sandbox.healthy();
  await shop.sandbox.forgetRequests();
});

describe('refunds', () => {
  it('give money back in parts up to what was captured, each id once, and book each', async () => {
    const asked = await shop.captured(2500);
    const [first, second] = [crypto.randomUUID(), crypto.randomUUID()];
    expect(await shop.refund(asked, first, 1000)).toBe('succeeded');
    expect(await shop.refund(asked, first, 1000)).toBe('succeeded');
    expect(await shop.ledger(asked)).toEqual({
      customer_receivable: 0,
      provider_clearing: 1500,
      revenue: -2500,
      refunds: 1000,
    });
    expect(await codeOf(shop.refund(asked, crypto.randomUUID(), 1501))).toBe('payment.refund.exceeds_capture');
    expect(await codeOf(shop.refund(asked, first, 999))).toBe('payment.refund.mismatch');
    expect((await shop.get(asked)).state).toBe('captured');
    expect(await shop.refund(asked, second, 1500)).toBe('succeeded');
    expect((await shop.get(asked)).state).toBe('refunded');
    expect(await shop.ledger(asked)).toEqual({
      customer_receivable: 0,
      provider_clearing: 0,
      revenue: -2500,
      refunds: 2500,
    });
    expect(await shop.sandbox.requests('refund')).toBe(2);
    await eventually(() => expect(shop.toldStates(asked)).toEqual(['authorized', 'captured', 'captured', 'refunded']));
  });

  it('at once never give back more than was captured', async () => {
    const asked = await shop.captured(2500);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => shop.refund(asked, crypto.randomUUID(), 1000, shop.clients[i % 2])),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect((await shop.ledger(asked))['refunds']).toBe(2000);
  });

  it('without an answer are unknown and are finished later, once', async () => {
    const asked = await shop.captured(2500);
    await shop.calm();
    await shop.sandbox.faults({
      timeoutAfterCharging: true,
      operations: ['refund'],
      count: 1,
      webhooks: { lose: true },
    });
    const id = crypto.randomUUID();
    expect(await codeOf(shop.refund(asked, id, 2500))).toBe('payment.outcome.unknown');
    expect(await codeOf(shop.refund(asked, crypto.randomUUID(), 1))).toBe('payment.refund.exceeds_capture');
    await eventually(async () => expect((await shop.get(asked)).state).toBe('refunded'), { timeoutMs: 30_000 });
    expect(await shop.refund(asked, id, 2500)).toBe('succeeded');
    expect(await shop.ledger(asked)).toEqual({
      customer_receivable: 0,
      provider_clearing: 0,
      revenue: -2500,
      refunds: 2500,
    });
  });

  it('that reconciliation has adopted before their answer came are in the ledger once', async () => {
    // A late event of the capture would carry on with the refund before its caller does.
    await shop.sandbox.faults({ webhooks: { lose: true } });
    const asked = await shop.captured(2500);
    await shop.calm();
    await shop.sandbox.faults({
      timeoutAfterCharging: true,
      operations: ['refund'],
      count: 1,
      webhooks: { lose: true },
    });
    const id = crypto.randomUUID();
    expect(await codeOf(shop.refund(asked, id, 700))).toBe('payment.outcome.unknown');
    const [made] = await shop.sandbox.refundsOf((await shop.get(asked)).providerReference ?? '');
    await shop.sandbox.faults({ errorRate: true, operations: ['refund', 'list_refunds'] });
    await shop.client.call(adjustLedger, {
      params: { adjustmentId: crypto.randomUUID() },
      body: {
        kind: 'adopt_refund',
        providerReference: made?.id ?? '',
        attemptId: asked.attemptId,
        amount: { amountMinor: 700, currency: 'EUR' },
        reason: 'seen at the provider',
      },
    });
    expect((await shop.ledger(asked))['provider_clearing']).toBe(1800);
    await shop.sandbox.healthy();
    await eventually(async () => expect(await shop.refund(asked, id, 700)).toBe('succeeded'), { timeoutMs: 30_000 });
    expect(await shop.ledger(asked)).toMatchObject({ provider_clearing: 1800, refunds: 700, discrepancies: 0 });
  });

  it('that failed at the provider are looked up before they are asked for again', async () => {
    const asked = await shop.captured(2500);
    await shop.sandbox.faults({ errorRate: true, operations: ['refund'], count: 1 });
    const id = crypto.randomUUID();
    // The sweeper may be quicker than this caller: then it met the failure, and the caller finds the refund done.
    const first = await shop.refund(asked, id, 500).catch((error: Fault) => error.code);
    expect(['payment.outcome.unknown', 'succeeded']).toContain(first);
    expect(await shop.refund(asked, id, 500)).toBe('succeeded');
    expect(await shop.sandbox.requests('list_refunds')).toBeGreaterThanOrEqual(1);
    expect((await shop.ledger(asked))['refunds']).toBe(500);
  });

  it.each([
    { fault: 'timeoutAfterCharging', known: 'made there', asked: 1 },
    { fault: 'timeoutBeforeCharging', known: 'never there', asked: 2 },
  ])('past the provider’s key window are looked up first, and made once: $known', async ({ fault, asked: times }) => {
    // A late event of the capture would carry on with the refund before its caller does.
    await shop.sandbox.faults({ webhooks: { lose: true } });
    const asked = await shop.captured(2500);
    await shop.calm();
    await shop.sandbox.faults({ [fault]: true, operations: ['refund'], count: 1, webhooks: { lose: true } });
    const id = crypto.randomUUID();
    expect(await codeOf(shop.refund(asked, id, 700))).toBe('payment.outcome.unknown');
    const aged = `UPDATE refund SET created_at = now() - interval '25 hours' WHERE id = $1 AND state = 'pending' RETURNING id`;
    expect(await shop.database.writer.query(aged, [id])).toHaveLength(1);
    expect(await shop.refund(asked, id, 700)).toBe('succeeded');
    expect(await shop.sandbox.requests('list_refunds')).toBeGreaterThanOrEqual(1);
    expect(await shop.sandbox.requests('refund')).toBe(times);
    expect((await shop.ledger(asked))['refunds']).toBe(700);
  });

  it('of what was not captured are refused', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    expect(await codeOf(shop.refund(asked, crypto.randomUUID(), 100))).toBe('payment.attempt.illegal_move');
    expect(await codeOf(shop.refund(shop.ask(), crypto.randomUUID(), 100))).toBe('payment.attempt.not_found');
  });
});
