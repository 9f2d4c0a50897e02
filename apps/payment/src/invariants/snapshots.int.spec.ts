import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as contract from '@breakwater/contracts';
import type { z } from 'zod';
import { codeOf, PaymentFixture } from '../testing/payment-fixture.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start();
});
afterAll(() => shop?.stop());
beforeEach(() => shop.sandbox.healthy());

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const ofOrder = async (orderId: string): Promise<contract.AttemptSnapshot[]> =>
  (await shop.client.call(contract.readAttemptsOfOrders, { body: { orderIds: [orderId] } })).items;
const adjust = (body: Partial<z.infer<(typeof contract.adjustLedger)['body']>>) =>
  shop.client.call(contract.adjustLedger, {
    params: { adjustmentId: crypto.randomUUID() },
    body: {
      kind: 'write_off',
      providerReference: null,
      attemptId: null,
      amount: eur(100),
      reason: 'test',
      ...body,
    },
  });

describe('facts for the invariant checker', () => {
  it('show an attempt beside its ledger, through capture, refund and correction', async () => {
    const asked = shop.ask();
    await shop.authorize(asked);
    expect((await ofOrder(asked.orderId))[0]).toMatchObject({ settled: false, captured: eur(0), ledger: eur(0) });
    await shop.capture(asked);
    await shop.calm();
    expect((await ofOrder(asked.orderId))[0]).toMatchObject({ settled: true, captured: eur(2500), ledger: eur(2500) });
    await shop.refund(asked, crypto.randomUUID(), 500);
    await shop.calm();
    await adjust({ attemptId: asked.attemptId, amount: eur(30) });
    expect(await ofOrder(asked.orderId)).toEqual([
      expect.objectContaining({
        attemptId: asked.attemptId,
        state: 'captured',
        settled: true,
        captured: eur(2500),
        refunded: eur(500),
        ledger: eur(2000),
        adjusted: eur(-30),
      }),
    ]);
  });

  it('count a correction no longer once it is taken back', async () => {
    const asked = await shop.captured(1000);
    const { ledgerTransactionId } = await adjust({ attemptId: asked.attemptId });
    expect((await ofOrder(asked.orderId))[0]?.adjusted).toEqual(eur(-100));
    const params = { transactionId: ledgerTransactionId };
    await shop.client.call(contract.reverseLedgerTransaction, { params, body: { reason: 'a mistake' } });
    expect((await ofOrder(asked.orderId))[0]?.adjusted).toEqual(eur(0));
  });

  it('walk over every attempt that changed, page by page, and find it by the provider’s reference', async () => {
    const asked = [await shop.captured(100), await shop.captured(200), await shop.captured(300)];
    const window = { from: new Date(Date.now() - 60_000).toISOString(), to: new Date(Date.now() + 5000).toISOString() };
    const seen: contract.AttemptSnapshot[] = [];
    let after: string | undefined;
    do {
      const query = { ...window, limit: 2, ...(after === undefined ? {} : { after }) };
      const page = await shop.client.call(contract.listChangedAttempts, { query });
      seen.push(...page.items);
      after = page.next ?? undefined;
    } while (after !== undefined);
    const ids = seen.map(({ attemptId }) => attemptId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(asked.map(({ attemptId }) => attemptId)));
    const reference = seen.at(-1)?.providerReference ?? '';
    const found = await shop.client.call(contract.readAttemptsByReference, {
      body: { references: [reference, 'pi_nobody'] },
    });
    expect(found.items.map(({ attemptId }) => attemptId)).toEqual([ids.at(-1)]);
  });

  it('ask the provider itself what it holds, and say so when it cannot be asked', async () => {
    const asked = await shop.captured(1000);
    await shop.refund(asked, crypto.randomUUID(), 250);
    const reference = (await ofOrder(asked.orderId))[0]?.providerReference ?? '';
    const held = (of: string) => shop.client.call(contract.readProviderBalance, { params: { reference: of } });
    expect(await held(reference)).toEqual({ providerReference: reference, held: eur(750) });
    expect(await held('pi_nobody')).toEqual({ providerReference: 'pi_nobody', held: null });
    await shop.sandbox.faults({ errorRate: true, operations: ['retrieve'] });
    expect(await codeOf(held(reference))).toBe('payment.provider.unavailable');
  });

  it('name the charges that a correction has booked', async () => {
    await adjust({ kind: 'adopt_charge', providerReference: 'ch_stray' });
    const body = { references: ['ch_stray', 'ch_other'] };
    expect(await shop.client.call(contract.readCorrectedReferences, { body })).toEqual({ references: ['ch_stray'] });
  });
});
