import { adjustLedger, listProviderFacts, readProviderBalance, refundProviderCharge } from '@breakwater/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { type Asked, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start({ SETTLEMENT_READ_MS: '200' });
});
afterAll(() => shop?.stop());
beforeEach(() => shop.sandbox.healthy());

async function paidBy(card: string): Promise<Asked> {
  const asked = shop.ask();
  await shop.authorize(asked, card);
  await shop.capture(asked);
  return asked;
}

async function refundsAt(asked: Asked): Promise<{ intent: string; ids: string[] }> {
  const intent = (await shop.get(asked)).providerReference ?? '';
  return { intent, ids: (await shop.sandbox.refundsOf(intent)).map(({ id }) => id) };
}

const held = async (intent: string): Promise<number | undefined> =>
  (await shop.client.call(readProviderBalance, { params: { reference: intent } })).held?.amountMinor;

async function movementsOf(source: string): Promise<unknown[]> {
  const query = {
    from: new Date(Date.now() - 3_600_000).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
    limit: 1000,
  };
  const { items } = await shop.client.call(listProviderFacts, { query });
  const own = items.filter((fact) => fact.source === source);
  return own
    .toSorted((a, b) => a.amount.amountMinor - b.amount.amountMinor)
    .map(({ providerType, amount }) => [providerType, amount.amountMinor]);
}

const untouched = { customer_receivable: 0, provider_clearing: 2500, revenue: -2500 };

describe('a refund that was done and fails afterwards', () => {
  it.each([
    { news: 'the provider tells of it', webhooks: {} },
    { news: 'only its report says so', webhooks: { lose: true } },
  ])('is taken back, and may be made again: $news', async ({ webhooks }) => {
    const asked = await paidBy('pm_card_refundFail');
    const id = crypto.randomUUID();
    expect(await shop.refund(asked, id, 2500)).toBe('succeeded');
    expect((await shop.get(asked)).state).toBe('refunded');
    const { intent, ids } = await refundsAt(asked);
    await shop.sandbox.faults({ webhooks });
    await shop.sandbox.settleRefund(ids[0]!, 'failed');
    await eventually(async () => expect((await shop.get(asked)).state).toBe('captured'), { timeoutMs: 30_000 });
    expect(await shop.refund(asked, id, 2500)).toBe('failed');
    expect(await shop.ledger(asked)).toEqual({ ...untouched, refunds: 0 });
    expect(await held(intent)).toBe(2500);
    expect(await movementsOf(ids[0]!)).toEqual([
      ['refund', -2500],
      ['refund_failure', 2500],
    ]);
    await eventually(() => expect(shop.toldStates(asked).slice(-2)).toEqual(['refunded', 'captured']));

    expect(await shop.refund(asked, crypto.randomUUID(), 2500)).toBe('succeeded');
    expect(await shop.ledger(asked)).toEqual({ ...untouched, provider_clearing: 0, refunds: 2500 });
    expect(await held(intent)).toBe(0);
  });

  it('stays done when the provider has other news of it', async () => {
    const asked = await paidBy('pm_card_visa');
    const id = crypto.randomUUID();
    await shop.refund(asked, id, 1000);
    const { ids } = await refundsAt(asked);
    await shop.sandbox.settleRefund(ids[0]!, 'succeeded');
    await eventually(async () => {
      const looked = `SELECT FROM webhook_event WHERE type = 'refund.updated' AND next_try_at IS NULL
                      AND provider_reference = (SELECT provider_reference FROM payment_attempt WHERE id = $1)`;
      expect(await shop.database.writer.query(looked, [asked.attemptId])).not.toHaveLength(0);
    });
    expect(await shop.refund(asked, id, 1000)).toBe('succeeded');
    expect((await shop.ledger(asked))['refunds']).toBe(1000);
    const open = `SELECT FROM refund WHERE id = $1 AND next_look_at IS NOT NULL`;
    await eventually(async () => expect(await shop.database.writer.query(open, [id])).toHaveLength(0));
  });

  it('is taken back, too, where it was a stray’s', async () => {
    const asked = await paidBy('pm_card_visa');
    const { source } = await shop.sandbox.discrepancy('duplicate_charge', { attemptId: asked.attemptId });
    const call = { params: { refundId: crypto.randomUUID() } };
    const body = {
      providerReference: source ?? '',
      amount: { amountMinor: 2500, currency: 'EUR' },
      reason: 'charged twice',
    };
    const { providerReference } = await shop.client.call(refundProviderCharge, { ...call, body });
    await shop.sandbox.settleRefund(providerReference!, 'failed');
    await eventually(
      async () => expect((await shop.client.call(refundProviderCharge, { ...call, body })).state).toBe('failed'),
      { timeoutMs: 30_000 },
    );
    const booked = await shop.database.writer.query<{ sum: number }>(
      `SELECT coalesce(sum(e.debit_minor - e.credit_minor), 0)::bigint AS sum FROM ledger.transaction t
       JOIN ledger.transaction r ON r.id = t.id OR r.reverses = t.id
       JOIN ledger.entry e ON e.transaction_id = r.id AND e.account = 'discrepancies' WHERE t.source = $1`,
      [call.params.refundId],
    );
    expect(booked).toEqual([{ sum: 0 }]);
  });
});

describe('a refund that the provider has taken on and not done', () => {
  it('is pending until the provider has done it', async () => {
    const asked = await paidBy('pm_card_pendingRefund');
    const id = crypto.randomUUID();
    expect(await shop.refund(asked, id, 700)).toBe('pending');
    expect(await shop.ledger(asked)).toEqual(untouched);
    const { ids } = await refundsAt(asked);
    await shop.sandbox.settleRefund(ids[0]!, 'succeeded');
    await eventually(async () => expect(await shop.refund(asked, id, 700)).toBe('succeeded'));
    expect((await shop.ledger(asked))['refunds']).toBe(700);
  });

  it('leaves nothing in the books when it fails, though reconciliation had adopted it', async () => {
    const asked = await paidBy('pm_card_pendingRefund');
    const id = crypto.randomUUID();
    expect(await shop.refund(asked, id, 700)).toBe('pending');
    const { intent, ids } = await refundsAt(asked);
    await shop.client.call(adjustLedger, {
      params: { adjustmentId: crypto.randomUUID() },
      body: {
        kind: 'adopt_refund',
        providerReference: ids[0]!,
        attemptId: asked.attemptId,
        amount: { amountMinor: 700, currency: 'EUR' },
        reason: 'seen at the provider',
      },
    });
    expect((await shop.ledger(asked))['provider_clearing']).toBe(1800);
    await shop.sandbox.settleRefund(ids[0]!, 'failed');
    await eventually(async () => expect(await shop.refund(asked, id, 700)).toBe('failed'));
    expect(await shop.ledger(asked)).toEqual({ ...untouched, discrepancies: 0 });
    expect(await held(intent)).toBe(2500);
  });
});
