import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Stripe } from 'stripe';
import { type SandboxProcess, SECRET_KEY, startSandbox } from '../testing/sandbox-process.js';
import { clientOf, euros } from './provider.js';

let sandbox: SandboxProcess;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startSandbox();
  stripe = clientOf(sandbox.url, SECRET_KEY);
});
afterAll(() => sandbox.stop());

const paid = (card: string) =>
  stripe.paymentIntents.create({ amount: 5000, ...euros, confirm: true, payment_method: card });
const advance = (seconds: number) => sandbox.control('PUT', 'clock', { advanceSeconds: seconds });
const movements = async (source: string): Promise<[string, number][]> =>
  (await stripe.balanceTransactions.list({ source })).data.map(({ type, amount }) => [type, amount]);
const told = async (id: string): Promise<string[]> => {
  const { data } = await stripe.events.list({ limit: 100 });
  const about = ({ data: { object } }: Stripe.Event): boolean => (object as { id?: string }).id === id;
  return data.filter(about).map(({ type }) => type);
};
const amountRefunded = async (intent: string): Promise<number> => {
  const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intent, { expand: ['latest_charge'] });
  return (charge as Stripe.Charge).amount_refunded;
};

describe('a refund', () => {
  it('to pm_card_pendingRefund is pending, and succeeds some time later', async () => {
    const { id: intent } = await paid('pm_card_pendingRefund');
    const { id, status } = await stripe.refunds.create({ payment_intent: intent });
    expect(status).toBe('pending');
    await advance(60);
    expect((await stripe.refunds.retrieve(id)).status).toBe('succeeded');
    expect(await told(id)).toEqual(['charge.refund.updated', 'refund.updated', 'refund.created']);
    expect(await movements(id)).toEqual([['refund', -5000]]);
  });

  it('to pm_card_refundFail has succeeded, and fails some time later: the money is with the provider again', async () => {
    const { id: intent } = await paid('pm_card_refundFail');
    const { id, status } = await stripe.refunds.create({ payment_intent: intent, amount: 2000 });
    expect(status).toBe('succeeded');
    await advance(60);
    const failed = await stripe.refunds.retrieve(id);
    expect(failed).toMatchObject({ status: 'failed', failure_reason: expect.any(String) });
    expect(await movements(id)).toEqual([
      ['refund_failure', 2000],
      ['refund', -2000],
    ]);
    const [failure] = (await stripe.balanceTransactions.list({ source: id })).data;
    expect(failed.failure_balance_transaction).toBe(failure!.id);
    expect(await told(id)).toEqual(['refund.failed', 'charge.refund.updated', 'refund.updated', 'refund.created']);
    expect(await amountRefunded(intent)).toBe(0);
  });

  it('that is pending fails when the bank is made to refuse it, once', async () => {
    const { id: intent } = await paid('pm_card_pendingRefund');
    const { id } = await stripe.refunds.create({ payment_intent: intent });
    for (let i = 0; i < 2; i++) await sandbox.control('PUT', `refunds/${id}`, { status: 'failed' });
    await advance(60);
    expect((await stripe.refunds.retrieve(id)).status).toBe('failed');
    expect(await movements(id)).toHaveLength(2);
    await expect(sandbox.control('PUT', 'refunds/re_unknown', { status: 'failed' })).rejects.toThrow();
  });
});

describe('a payout', () => {
  it('that the bank sends back leaves the account again, and its money is paid out another time', async () => {
    await paid('pm_card_visa');
    const payOut = async () =>
      (await sandbox.control('POST', 'payouts', { includePending: true })) as { id: string; amount: number }[];
    const [{ id, amount } = { id: '', amount: 0 }] = await payOut();
    for (let i = 0; i < 2; i++) await sandbox.control('POST', `payouts/${id}/failure`);
    const payout = await stripe.payouts.retrieve(id, { expand: ['failure_balance_transaction'] });
    expect(payout).toMatchObject({ status: 'failed', failure_balance_transaction: { type: 'payout_failure', amount } });
    expect(await movements(id)).toEqual([
      ['payout_failure', amount],
      ['payout', -amount],
    ]);
    const { items } = (await (await fetch(`${sandbox.url}/bank/statement`)).json()) as {
      items: { reference: string; amountMinor: number }[];
    };
    const lines = items.filter(({ reference }) => reference === id);
    expect(lines.map(({ amountMinor }) => amountMinor).toSorted((a, b) => a - b)).toEqual([-amount, amount]);
    expect((await told(id))[0]).toBe('payout.failed');
    expect((await payOut()).map((again) => again.amount)).toEqual([amount]);
  });
});
