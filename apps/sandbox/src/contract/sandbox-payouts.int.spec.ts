import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stripe } from 'stripe';
import { type SandboxProcess, SECRET_KEY, startSandbox } from '../testing/sandbox-process.js';
import { clientOf, euros } from './provider.js';

const DAY = 24 * 3600;

let sandbox: SandboxProcess;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startSandbox();
  stripe = clientOf(sandbox.url, SECRET_KEY);
});
afterAll(() => sandbox.stop());

interface Line {
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly bookedAt: string;
}
const paid = (amount: number, currency = 'eur') =>
  stripe.paymentIntents.create({ amount, ...euros, currency, confirm: true, payment_method: 'pm_card_visa' });
const payOut = async (order: object = {}): Promise<{ id: string }[]> =>
  (await sandbox.control('POST', 'payouts', order)) as { id: string }[];
const advance = (seconds: number) => sandbox.control('PUT', 'clock', { advanceSeconds: seconds });

async function statement(query = ''): Promise<Line[]> {
  const answer = await fetch(`${sandbox.url}/bank/statement${query}`);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: Line[] }).items;
}

describe('a payout', () => {
  it('carries what is available, after fees and refunds, and names its transactions', async () => {
    const first = await paid(10_000);
    await paid(5000);
    await stripe.refunds.create({ payment_intent: first.id, amount: 2000 });
    expect(await payOut()).toEqual([]);
    const [made] = await payOut({ includePending: true });
    const payout = await stripe.payouts.retrieve(made!.id);
    const carried = await stripe.balanceTransactions.list({ payout: payout.id, limit: 100 });
    const sum = carried.data.filter(({ type }) => type !== 'payout').reduce((total, { net }) => total + net, 0);
    expect(carried.data.map(({ type }) => type).sort()).toEqual(['charge', 'charge', 'payout', 'refund']);
    expect(payout).toMatchObject({ object: 'payout', status: 'paid', currency: 'eur', amount: sum, automatic: true });
    const own = carried.data.find(({ type }) => type === 'payout');
    expect(own).toMatchObject({ amount: -sum, fee: 0, source: payout.id, id: payout.balance_transaction });
    const { available, pending } = await stripe.balance.retrieve();
    expect([...available, ...pending].reduce((total, { amount }) => total + amount, 0)).toBe(0);
  });

  it('is made for each currency once, and never for the same money again', async () => {
    await paid(3000);
    await paid(4000, 'usd');
    const made = await payOut({ includePending: true });
    expect(made).toHaveLength(2);
    expect(await payOut({ includePending: true })).toEqual([]);
    const listed = await stripe.payouts.list({ limit: 2 });
    expect(listed.data.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    expect((await stripe.balanceTransactions.list({ source: made[0]!.id })).data).toHaveLength(1);
  });

  it('is on its way until it arrives; then it is paid and stands on the bank’s statement', async () => {
    await paid(6000);
    const [made] = await payOut({ includePending: true, arrivesInSeconds: DAY });
    expect(await stripe.payouts.retrieve(made!.id)).toMatchObject({ status: 'in_transit' });
    expect((await statement()).map(({ reference }) => reference)).not.toContain(made!.id);
    await advance(DAY);
    const payout = await stripe.payouts.retrieve(made!.id);
    expect(payout.status).toBe('paid');
    const line = (await statement()).find(({ reference }) => reference === made!.id);
    expect(line).toMatchObject({ amountMinor: payout.amount, currency: 'EUR' });
    const later = new Date(Date.parse(line!.bookedAt) + 1000).toISOString();
    expect((await statement(`?from=${later}`)).map(({ reference }) => reference)).not.toContain(made!.id);
    expect((await statement(`?from=${line!.bookedAt}&to=${later}`)).map(({ reference }) => reference)).toEqual([
      made!.id,
    ]);
    const events = await stripe.events.list({ type: 'payout.paid', limit: 1 });
    expect(events.data[0]?.data.object).toMatchObject({ id: made!.id });
  });

  it('is made by itself once a day, of what is available then', async () => {
    const { id } = await paid(7000);
    await advance(3 * DAY);
    const charge = (await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })).latest_charge;
    const { data } = await stripe.payouts.list({ limit: 1 });
    const carried = await stripe.balanceTransactions.list({ payout: data[0]!.id });
    expect(carried.data.map(({ source }) => source)).toContain((charge as Stripe.Charge).id);
  });

  it('that nobody knows is refused in the provider’s words', async () => {
    await expect(stripe.payouts.retrieve('po_unknown')).rejects.toMatchObject({ code: 'resource_missing' });
    expect((await stripe.balanceTransactions.list({ payout: 'po_unknown' })).data).toEqual([]);
    expect((await fetch(`${sandbox.url}/bank/statement?from=yesterday`)).status).toBe(400);
  });
});
