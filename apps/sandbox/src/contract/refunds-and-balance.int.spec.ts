import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Stripe } from 'stripe';
import { euros, type Provider, refusalOf, startProvider } from './provider.js';

let provider: Provider;
let stripe: Stripe;
beforeAll(async () => {
  provider = await startProvider();
  ({ stripe } = provider);
});
afterAll(() => provider.stop());

const paid = (amount: number) =>
  stripe.paymentIntents.create({ amount, ...euros, confirm: true, payment_method: 'pm_card_visa' });

describe('a refund', () => {
  it('gives back a part and then the rest, never more', async () => {
    const { id } = await paid(5000);
    const part = await stripe.refunds.create({ payment_intent: id, amount: 2000, metadata: { why: 'one item' } });
    expect(part).toMatchObject({ object: 'refund', amount: 2000, status: 'succeeded', payment_intent: id });
    const tooMuch = await refusalOf(stripe.refunds.create({ payment_intent: id, amount: 3001 }));
    expect(tooMuch).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(await stripe.refunds.create({ payment_intent: id })).toMatchObject({ amount: 3000 });
    expect(await refusalOf(stripe.refunds.create({ payment_intent: id }))).toMatchObject({
      code: 'charge_already_refunded',
    });
    const { latest_charge: charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(charge).toMatchObject({ amount_refunded: 5000, refunded: true });
  });

  it('needs money that was taken', async () => {
    const held = await stripe.paymentIntents.create({ amount: 5000, ...euros });
    expect(await refusalOf(stripe.refunds.create({ payment_intent: held.id }))).toMatchObject({ statusCode: 400 });
  });

  it('is found again by its id and by its payment', async () => {
    const { id } = await paid(5000);
    const refund = await stripe.refunds.create({ payment_intent: id });
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ id: refund.id, amount: 5000 });
    const listed = await stripe.refunds.list({ payment_intent: id });
    expect(listed.data.map((each) => each.id)).toEqual([refund.id]);
  });
});

describe('the balance', () => {
  it('has an entry with fee and net for what was taken and for what was given back', async () => {
    const intent = await stripe.paymentIntents.create({
      amount: 10_000,
      ...euros,
      confirm: true,
      payment_method: 'pm_card_visa',
      expand: ['latest_charge.balance_transaction'],
    });
    const charge = intent.latest_charge as Stripe.Charge;
    const taken = charge.balance_transaction as Stripe.BalanceTransaction;
    expect(taken).toMatchObject({ amount: 10_000, type: 'charge', source: charge.id });
    expect(taken.fee).toBeGreaterThan(0);
    expect(taken.net).toBe(taken.amount - taken.fee);
    const refund = await stripe.refunds.create({ charge: charge.id, amount: 4000, expand: ['balance_transaction'] });
    expect(refund.balance_transaction).toMatchObject({ amount: -4000, type: 'refund', source: refund.id });
  });

  it('lists its entries by time and type, page after page, each exactly once', async () => {
    const since = Math.floor(Date.now() / 1000) - 5;
    for (let i = 0; i < 5; i++) await paid(1000 + i);
    const seen: Stripe.BalanceTransaction[] = [];
    let startingAfter: string | undefined;
    for (;;) {
      const page = await stripe.balanceTransactions.list({
        limit: 2,
        type: 'charge',
        created: { gte: since },
        ...(startingAfter === undefined ? {} : { starting_after: startingAfter }),
      });
      seen.push(...page.data);
      startingAfter = page.data.at(-1)?.id;
      if (!page.has_more) break;
    }
    expect(new Set(seen.map((each) => each.id)).size).toBe(seen.length);
    expect(seen.slice(0, 5).map((each) => each.amount)).toEqual([1004, 1003, 1002, 1001, 1000]);
    const automatic = [];
    for await (const each of stripe.balanceTransactions.list({ limit: 2, type: 'charge', created: { gte: since } })) {
      automatic.push(each.id);
    }
    expect(automatic).toEqual(seen.map((each) => each.id));
    const none = await stripe.balanceTransactions.list({
      created: { lt: since - 365 * 24 * 3600 },
      type: 'charge',
      limit: 1,
    });
    expect(none.object).toBe('list');
  });

  it('sums up what is on its way', async () => {
    const before = pendingEuros(await stripe.balance.retrieve());
    await paid(10_000);
    expect(pendingEuros(await stripe.balance.retrieve())).toBeGreaterThan(before);
  });
});

function pendingEuros(balance: Stripe.Balance): number {
  return [...balance.pending, ...balance.available]
    .filter((each) => each.currency === 'eur')
    .reduce((sum, each) => sum + each.amount, 0);
}
