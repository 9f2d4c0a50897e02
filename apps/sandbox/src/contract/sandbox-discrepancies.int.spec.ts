import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
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

interface Made {
  readonly id: string;
  readonly paymentIntent: string | null;
  readonly attemptId: string | null;
  readonly source: string | null;
  readonly balanceTransaction: string | null;
}

const make = async (kind: string, order: object = {}): Promise<Made> =>
  (await sandbox.control('POST', 'discrepancies', { kind, ...order })) as Made;
const undo = ({ id }: Made) => sandbox.control('DELETE', `discrepancies/${id}`);

async function held(amount = 5000): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({
    amount,
    ...euros,
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    metadata: { attempt_id: crypto.randomUUID() },
  });
}
const taken = async (amount?: number) => stripe.paymentIntents.capture((await held(amount)).id);

async function report(): Promise<Stripe.BalanceTransaction[]> {
  return (await stripe.balanceTransactions.list({ limit: 100, expand: ['data.source'] })).data;
}
const ofIntent = async ({ id }: { id: string }): Promise<Stripe.BalanceTransaction[]> =>
  (await report()).filter(({ source }) => (source as Stripe.Charge | Stripe.Refund | null)?.payment_intent === id);

describe('what differs at the provider', () => {
  it('missing_internal: a charge that nobody asked for, and then never was', async () => {
    const made = await make('missing_internal', { amountMinor: 4321 });
    expect((await ofIntent({ id: made.paymentIntent! }))[0]).toMatchObject({
      id: made.balanceTransaction,
      amount: 4321,
    });
    expect(made.attemptId).toBeNull();
    await undo(made);
    expect((await report()).map(({ id }) => id)).not.toContain(made.balanceTransaction);
  });

  it('missing_provider: a capture is not in the report, until that is taken back', async () => {
    const intent = await taken();
    const made = await make('missing_provider', { paymentIntent: intent.id });
    expect(made.attemptId).toBe(intent.metadata['attempt_id']);
    expect(await ofIntent(intent)).toEqual([]);
    const { latest_charge: charge } = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] });
    expect(charge).toMatchObject({ captured: true, balance_transaction: null });
    await undo(made);
    expect((await ofIntent(intent)).map(({ id }) => id)).toEqual([made.balanceTransaction]);
  });

  it('timing: a capture appears in the report some seconds late, in the place where it belongs', async () => {
    const intent = await taken();
    const made = await make('timing', { attemptId: intent.metadata['attempt_id'], afterSeconds: 1 });
    expect(await ofIntent(intent)).toEqual([]);
    await eventually(async () =>
      expect((await ofIntent(intent)).map(({ id }) => id)).toEqual([made.balanceTransaction]),
    );
  });

  it('amount, currency and fee: the report says something else, and is right again afterwards', async () => {
    const intent = await taken(5000);
    const [before] = await ofIntent(intent);
    const wrong = [
      { order: { kind: 'amount', amountMinor: -300 }, seen: { amount: 4700 }, captured: 4700, currency: 'eur' },
      { order: { kind: 'currency', currency: 'usd' }, seen: { currency: 'usd' }, captured: 5000, currency: 'usd' },
      { order: { kind: 'fee', amountMinor: 77 }, seen: { fee: before!.fee + 77 }, captured: 5000, currency: 'eur' },
    ];
    for (const { order, seen, captured, currency } of wrong) {
      const made = await make(order.kind, { ...order, paymentIntent: intent.id });
      const [now] = await ofIntent(intent);
      expect(now).toMatchObject(seen);
      expect(now!.source).toMatchObject({ amount_captured: captured, currency });
      await undo(made);
      expect(await ofIntent(intent)).toEqual([before]);
    }
  });

  it('duplicate_charge: another charge with the same metadata', async () => {
    const intent = await taken(2500);
    const made = await make('duplicate_charge', { paymentIntent: intent.id });
    expect(made).toMatchObject({ attemptId: intent.metadata['attempt_id'] });
    expect(made.paymentIntent).not.toBe(intent.id);
    const again = await stripe.paymentIntents.retrieve(made.paymentIntent!);
    expect(again).toMatchObject({ status: 'succeeded', amount_received: 2500, metadata: intent.metadata });
  });

  it('duplicate_event: one movement stands in the report twice', async () => {
    const intent = await taken(2600);
    const made = await make('duplicate_event', { paymentIntent: intent.id });
    expect((await ofIntent(intent)).map(({ amount }) => amount)).toEqual([2600, 2600]);
    await undo(made);
    expect(await ofIntent(intent)).toHaveLength(1);
  });

  it('status: captured at the provider, and no event tells of it', async () => {
    const intent = await held();
    const made = await make('status', { paymentIntent: intent.id });
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 5000,
    });
    const told = (await stripe.events.list({ limit: 100 })).data.filter(
      ({ type, data }) => type === 'payment_intent.succeeded' && data.object.id === intent.id,
    );
    expect(told).toEqual([]);
    expect((await ofIntent(intent)).map(({ id }) => id)).toEqual([made.balanceTransaction]);
  });

  it('orphan_refund and refund_exceeds_capture: money goes back that nobody asked to give back, or too much', async () => {
    const intent = await taken(3000);
    const orphan = await make('orphan_refund', { paymentIntent: intent.id, amountMinor: 1000 });
    expect(orphan.source).toMatch(/^re_/);
    const [refund] = await ofIntent(intent);
    expect(refund).toMatchObject({ type: 'refund', amount: -1000 });
    expect((refund!.source as Stripe.Refund).metadata).toEqual({});
    await make('refund_exceeds_capture', { paymentIntent: intent.id, amountMinor: 50 });
    const refunds = await stripe.refunds.list({ payment_intent: intent.id });
    expect(refunds.data.reduce((sum, { amount }) => sum + amount, 0)).toBe(3050);
  });

  it('missing_payout: paid, says the provider, and the bank knows nothing; payout_sum: it says more than it carries', async () => {
    await taken(8000);
    const lost = await make('missing_payout');
    expect(await stripe.payouts.retrieve(lost.source!)).toMatchObject({ status: 'paid' });
    await taken(9000);
    const wrong = await make('payout_sum', { amountMinor: 500 });
    const { amount } = await stripe.payouts.retrieve(wrong.source!);
    const { data } = await stripe.balanceTransactions.list({ payout: wrong.source!, limit: 100 });
    expect(amount - data.filter(({ type }) => type === 'charge').reduce((sum, { net }) => sum + net, 0)).toBe(500);
    const { items } = (await (await fetch(`${sandbox.url}/bank/statement`)).json()) as {
      items: { reference: string }[];
    };
    expect(items.map(({ reference }) => reference)).toEqual([wrong.source]);
  });

  it('unknown_stale: a payment stays in processing, and nothing can be done with it until that is taken back', async () => {
    const made = await make('unknown_stale');
    const intent = await held();
    expect(intent.status).toBe('processing');
    expect((await held()).status).toBe('requires_capture');
    await expect(stripe.paymentIntents.capture(intent.id)).rejects.toMatchObject({
      code: 'payment_intent_unexpected_state',
    });
    await undo(made);
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'requires_capture' });
  });

  it('needs a payment that fits, and says so', async () => {
    const answer = await fetch(`${sandbox.url}/control/discrepancies`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'amount', paymentIntent: 'pi_unknown' }),
    });
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ error: { code: 'sandbox.discrepancy.no_target' } });
  });
});
