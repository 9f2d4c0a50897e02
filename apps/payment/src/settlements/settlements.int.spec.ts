import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { getLedgerFacts, listPaymentFacts, listPayoutFacts, listProviderFacts } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import type { Stripe } from 'stripe';
import { type Asked, PaymentFixture } from '../testing/payment-fixture.js';
import { BookTransactions } from './book-transactions.js';
import { ReadSettlements } from './read-settlements.js';
import { settlementRepository } from './settlement.repository.js';

let shop: PaymentFixture;

beforeAll(async () => {
  shop = await PaymentFixture.start({ SETTLEMENT_READ_MS: '200' });
});
afterAll(() => shop?.stop());
beforeEach(() => shop.sandbox.healthy());

const window = () => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date(Date.now() + 3_600_000).toISOString(),
  limit: 1000,
});
const feeOf = (amountMinor: number): number => Math.round(amountMinor * 0.015) + 25;

async function feeBooked({ attemptId }: Asked): Promise<number | undefined> {
  const { items } = await shop.client.call(listPaymentFacts, { query: window() });
  return items.find((each) => each.attemptId === attemptId)?.feeBooked.amountMinor;
}

async function balances(): Promise<Record<string, number>> {
  const { accounts } = await shop.client.call(getLedgerFacts, { query: {} });
  return Object.fromEntries(accounts.map(({ account, balanceMinor }) => [account, balanceMinor]));
}

const payouts = async () => (await shop.client.call(listPayoutFacts, { query: window() })).items;
const provided = async () => (await shop.client.call(listProviderFacts, { query: window() })).items;

describe('settlements', () => {
  it('book the fee of each charge once, though two instances read the same report again and again', async () => {
    const asked = [await shop.captured(1000), await shop.captured(2000), await shop.captured(3000)];
    await eventually(async () =>
      expect(await Promise.all(asked.map(feeBooked))).toEqual([1000, 2000, 3000].map(feeOf)),
    );
    await Promise.all(
      shop.services.flatMap(({ app }) =>
        Array.from({ length: 5 }, async () => {
          await settlementRepository.wake(shop.database.writer);
          await app.get(ReadSettlements).run();
        }),
      ),
    );
    expect(await Promise.all(asked.map(feeBooked))).toEqual([1000, 2000, 3000].map(feeOf));
    const { items } = await shop.client.call(listPaymentFacts, { query: window() });
    expect(items.find(({ attemptId }) => attemptId === asked[0]!.attemptId)?.ledger.amountMinor).toBe(1000);
  });

  it('book what is paid out, and leave at the provider what it still owes', async () => {
    const asked = await shop.captured(5000);
    await shop.refund(asked, crypto.randomUUID(), 1500);
    await eventually(async () => expect(await feeBooked(asked)).toBe(feeOf(5000)));
    const before = await balances();
    const [made] = await shop.sandbox.payOut();
    await eventually(async () => {
      const payout = (await payouts()).find(({ payoutId }) => payoutId === made!.id);
      expect(payout).toMatchObject({ status: 'paid', amount: { amountMinor: made!.amount, currency: 'EUR' } });
      expect(payout!.transactionsNet).toEqual(payout!.amount);
    });
    await eventually(async () => expect((await balances())['provider_clearing']).toBe(0));
    const after = await balances();
    expect(after['bank']! - (before['bank'] ?? 0)).toBe(made!.amount);
    const facts = await provided();
    expect(facts.filter(({ payoutId }) => payoutId === made!.id).map(({ type }) => type)).toContain('payout');
    expect(facts.every(({ payoutId }) => payoutId !== null)).toBe(true);
  });

  it('take back a payout that the bank sends back, and tell its two movements apart', async () => {
    await shop.captured(5500);
    const clearing = async () => (await balances())['provider_clearing'];
    const [made] = await shop.sandbox.payOut();
    await eventually(async () => expect(await clearing()).toBe(0));
    const before = await balances();
    await shop.sandbox.failPayout(made!.id);
    await eventually(async () => expect(await clearing()).toBe(made!.amount));
    expect((await balances())['bank']).toBe(before['bank']! - made!.amount);
    const facts = (await provided()).filter(({ source }) => source === made!.id);
    const oldestFirst = facts.toSorted((a, b) => a.net.amountMinor - b.net.amountMinor);
    expect(oldestFirst.map(({ providerType, net }) => [providerType, net.amountMinor])).toEqual([
      ['payout', -made!.amount],
      ['payout_failure', made!.amount],
    ]);
    const status = async () => (await payouts()).find(({ payoutId }) => payoutId === made!.id)?.status;
    await eventually(async () => expect(await status()).toBe('failed'));
    await shop.sandbox.payOut();
    await eventually(async () => expect(await clearing()).toBe(0));
  });

  it('book every adjustment of one dispute by its own id', async () => {
    const before = await balances();
    const adjustment = (id: string, amount: number, fee: number) =>
      ({
        id,
        type: 'adjustment',
        source: 'dp_1',
        amount,
        fee,
        net: amount - fee,
        currency: 'eur',
        created: 1,
      }) as Stripe.BalanceTransaction;
    const [lost, won] = [adjustment('txn_dispute_1', -1000, 1500), adjustment('txn_dispute_2', 1000, -1500)];
    const books = shop.services[0]!.app.get(BookTransactions);
    expect(await books.run([lost], null)).toEqual({ unknown: 1, putOff: 0 });
    expect((await balances())['fees']! - (before['fees'] ?? 0)).toBe(1500);
    expect(await books.run([won, lost], null)).toEqual({ unknown: 1, putOff: 0 });
    expect((await balances())['fees']! - (before['fees'] ?? 0)).toBe(0);
  });

  it('follow a payout until it has arrived', async () => {
    await shop.captured(4000);
    const [made] = await shop.sandbox.payOut({ arrivesInSeconds: 3600 });
    const status = async () => (await payouts()).find(({ payoutId }) => payoutId === made!.id)?.status;
    await eventually(async () => expect(await status()).toBe('in_transit'));
    await shop.sandbox.advance(3600);
    await eventually(async () => expect(await status()).toBe('paid'));
  });

  it('read, when it appears, what the provider reports late', async () => {
    const asked = await shop.captured(6000);
    await shop.sandbox.discrepancy('timing', { attemptId: asked.attemptId, afterSeconds: 1 });
    const later = await shop.captured(6100);
    await eventually(async () => expect(await feeBooked(later)).toBe(feeOf(6100)));
    await eventually(async () => expect(await feeBooked(asked)).toBe(feeOf(6000)));
  });

  it('book no fee a second time for a movement that is reported twice', async () => {
    const asked = await shop.captured(7000);
    await eventually(async () => expect(await feeBooked(asked)).toBe(feeOf(7000)));
    const made = await shop.sandbox.discrepancy('duplicate_event', { attemptId: asked.attemptId });
    await eventually(async () => {
      const known = await shop.database.writer.query('SELECT FROM provider_transaction WHERE id = $1', [
        made.balanceTransaction,
      ]);
      expect(known).toHaveLength(1);
    });
    expect(await feeBooked(asked)).toBe(feeOf(7000));
    await shop.sandbox.undo(made);
  });

  it('say what a payout’s transactions are, when the provider pays out something else', async () => {
    await shop.captured(8000);
    const made = await shop.sandbox.discrepancy('payout_sum', { amountMinor: -250 });
    await eventually(async () => {
      const payout = (await payouts()).find(({ payoutId }) => payoutId === made.source);
      expect(payout!.transactionsNet.amountMinor - payout!.amount.amountMinor).toBe(250);
    });
  });

  it('wait while the provider is away, and miss nothing of what it did', async () => {
    const asked = await shop.captured(9000);
    await shop.sandbox.faults({ errorRate: true, operations: ['list_balance_transactions'], count: 3 });
    await eventually(async () => expect(await feeBooked(asked)).toBe(feeOf(9000)), { timeoutMs: 20_000 });
  });
});
