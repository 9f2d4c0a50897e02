import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { adjustLedger, getLedgerFacts, readAttemptsOfOrders, refundProviderCharge } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { codeOf, PaymentFixture } from '../testing/payment-fixture.js';
import type { MadeDiscrepancy } from '../testing/start-sandbox.js';

let shop: PaymentFixture;

beforeAll(async () => {
  // Fees are another test's: here the books hold what the refunds do.
  shop = await PaymentFixture.start({ PROVIDER_TIMEOUT_MS: '1500', SETTLEMENT_READ_MS: '3600000' });
});
afterAll(() => shop?.stop());
beforeEach(async () => {
  await shop.sandbox.healthy();
  await shop.sandbox.forgetRequests();
});

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });

function giveBack(refundId: string, providerReference: string, amountMinor = 2500, client = shop.client) {
  const body = { providerReference, amount: euros(amountMinor), reason: 'charged twice' };
  return client.call(refundProviderCharge, { params: { refundId }, body });
}

function adopt(providerReference: string, amountMinor: number, attemptId: string | null = null) {
  return shop.client.call(adjustLedger, {
    params: { adjustmentId: crypto.randomUUID() },
    body: {
      kind: 'adopt_charge',
      providerReference,
      attemptId,
      amount: euros(amountMinor),
      reason: 'nobody asked for it',
    },
  });
}

/** Adds up to nothing, or the books would hold what the provider does not. */
async function books(): Promise<{ clearing: number; discrepancies: number }> {
  const { accounts } = await shop.client.call(getLedgerFacts, { query: {} });
  const of = (name: string) => accounts.find(({ account }) => account === name)?.balanceMinor ?? 0;
  return { clearing: of('provider_clearing'), discrepancies: of('discrepancies') };
}

async function duplicate(): Promise<MadeDiscrepancy> {
  const { attemptId } = await shop.captured(2500);
  return shop.sandbox.discrepancy('duplicate_charge', { attemptId });
}

describe('a charge that is no attempt’s own', () => {
  it('is given back once, however often and however concurrently it is asked for, and nothing is left of it', async () => {
    const made = await duplicate();
    const before = await books();
    const id = crypto.randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        giveBack(id, made.paymentIntent!, 2500, shop.clients[i % 2]).catch(() => undefined),
      ),
    );
    expect(answers.some((answer) => answer?.state === 'succeeded')).toBe(true);
    const again = await giveBack(id, made.paymentIntent!);
    expect(again).toMatchObject({ id, state: 'succeeded', providerReference: expect.stringMatching(/^re_/) });
    expect(await books()).toEqual(before);
    const booked = await shop.database.writer.query(`SELECT FROM ledger.transaction WHERE source = $1`, [id]);
    expect(booked).toHaveLength(1);
  });

  it('takes back what was adopted before', async () => {
    const made = await shop.sandbox.discrepancy('missing_internal', { amountMinor: 2500 });
    const before = await books();
    await adopt(made.paymentIntent!, 2500);
    expect(await books()).toEqual({ clearing: before.clearing + 2500, discrepancies: before.discrepancies - 2500 });
    expect(await giveBack(crypto.randomUUID(), made.source!)).toMatchObject({ state: 'succeeded' });
    expect(await books()).toEqual(before);
  });

  it.each([
    { adopted: 2500, back: [1000, 1500] },
    { adopted: 1000, back: [2500] },
    { adopted: 1000, back: [700, 800, 1000] },
  ])('that was adopted for $adopted of 2500 leaves nothing when $back are given back', async ({ adopted, back }) => {
    const made = await shop.sandbox.discrepancy('missing_internal', { amountMinor: 2500 });
    const before = await books();
    await adopt(made.source!, adopted);
    for (const amountMinor of back) {
      expect(await giveBack(crypto.randomUUID(), made.source!, amountMinor)).toMatchObject({ state: 'succeeded' });
    }
    expect(await books()).toEqual(before);
  });

  it('after the end of its attempt is adopted, then given back, and its attempt’s books hold nothing', async () => {
    await shop.sandbox.faults({ webhooks: { lose: true } });
    const asked = shop.ask();
    await shop.authorize(asked);
    const made = await shop.sandbox.discrepancy('status', { attemptId: asked.attemptId });
    const before = await books();
    const end = `UPDATE payment_attempt SET state = 'voided', next_look_at = NULL WHERE id = $1`;
    await shop.database.writer.query(end, [asked.attemptId]);
    await adopt(made.source!, 2500, asked.attemptId);
    const snapshot = async () =>
      (await shop.client.call(readAttemptsOfOrders, { body: { orderIds: [asked.orderId] } })).items[0];
    expect(await snapshot()).toMatchObject({ adjusted: euros(2500) });
    await giveBack(crypto.randomUUID(), made.source!);
    expect(await snapshot()).toMatchObject({ adjusted: euros(0), ledger: euros(0) });
    expect(await books()).toEqual(before);
  });

  it('is not adopted any more once it was given back', async () => {
    const made = await duplicate();
    await giveBack(crypto.randomUUID(), made.source!);
    expect(await codeOf(adopt(made.paymentIntent!, 2500))).toBe('payment.adjustment.already_booked');
  });

  it('is finished by the sweeper when the provider’s answer is lost, and given back once', async () => {
    const made = await duplicate();
    await shop.sandbox.faults({ timeoutAfterCharging: true, operations: ['refund'], count: 1 });
    const id = crypto.randomUUID();
    expect(await codeOf(giveBack(id, made.source!))).toBe('payment.outcome.unknown');
    await eventually(
      async () => {
        const rows = await shop.database.writer.query(
          `SELECT FROM stray_refund WHERE id = $1 AND state = 'succeeded'`,
          [id],
        );
        expect(rows).toHaveLength(1);
      },
      { timeoutMs: 20_000 },
    );
    expect(await codeOf(giveBack(crypto.randomUUID(), made.source!, 1))).toBe('payment.refund.exceeds_capture');
  });

  it('is refused when it is an attempt’s own, is not there, is not enough, or the id means something else', async () => {
    const { providerReference } = await shop.get(await shop.captured(2500));
    expect(await codeOf(giveBack(crypto.randomUUID(), providerReference!))).toBe('payment.refund.not_a_stray');
    expect(await codeOf(giveBack(crypto.randomUUID(), 'ch_unknown'))).toBe('payment.refund.charge_not_found');
    const made = await duplicate();
    expect(await codeOf(giveBack(crypto.randomUUID(), made.source!, 2501))).toBe('payment.refund.exceeds_capture');
    const id = crypto.randomUUID();
    await giveBack(id, made.source!, 1000);
    expect(await codeOf(giveBack(id, made.source!, 1001))).toBe('payment.refund.mismatch');
  });
});
