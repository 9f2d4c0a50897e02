import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@breakwater/testing';
import { Stripe } from 'stripe';
import { clientOf, euros, refusalOf } from './provider.js';
import { type SandboxProcess, SECRET_KEY, startSandbox } from '../testing/sandbox-process.js';

let sandbox: SandboxProcess;
let stripe: Stripe;
/** Gives up soon, as a shop does. */
let hasty: Stripe;
beforeAll(async () => {
  sandbox = await startSandbox();
  stripe = clientOf(sandbox.url, SECRET_KEY);
  hasty = clientOf(sandbox.url, SECRET_KEY, 300);
});
afterAll(() => sandbox.stop());
afterEach(async () => {
  await sandbox.control('DELETE', 'faults');
  await sandbox.control('DELETE', 'requests');
});

const faults = (settings: object) => sandbox.control('PUT', 'faults', settings);
const payment = { amount: 2500, ...euros };
const card = { payment_method: 'pm_card_visa' };

describe('a time-out after charging', () => {
  it('has really charged, and the same key tells it', async () => {
    const { id } = await stripe.paymentIntents.create(payment);
    await faults({ timeoutAfterCharging: true, operations: ['confirm'], count: 1 });
    const idempotencyKey = randomUUID();
    const lost = await refusalOf(hasty.paymentIntents.confirm(id, card, { idempotencyKey }));
    expect(lost).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const charged = await stripe.paymentIntents.retrieve(id);
    expect(charged).toMatchObject({ status: 'succeeded', amount_received: 2500 });
    const again = await stripe.paymentIntents.confirm(id, card, { idempotencyKey });
    expect(again.latest_charge).toBe(charged.latest_charge);
    expect((await stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
  });
});

describe('a time-out before charging', () => {
  it.each(['timeoutBeforeCharging', 'hang'])(
    '(%s) has charged nothing, and the same key may try again',
    async (knob) => {
      const { id } = await stripe.paymentIntents.create(payment);
      await faults({ [knob]: true, operations: ['confirm'], count: 1 });
      const idempotencyKey = randomUUID();
      const lost = await refusalOf(hasty.paymentIntents.confirm(id, card, { idempotencyKey }));
      expect(lost).toBeInstanceOf(Stripe.errors.StripeConnectionError);
      expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'requires_payment_method' });
      expect(await stripe.paymentIntents.confirm(id, card, { idempotencyKey })).toMatchObject({ status: 'succeeded' });
    },
  );

  it('closes the connection when its time is over', async () => {
    await faults({ timeoutBeforeCharging: true, timeoutMs: 50, operations: ['create'] });
    const lost = await refusalOf(stripe.paymentIntents.create(payment));
    expect(lost).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });
});

describe('a reset', () => {
  // The client repeats a reset request once by itself, whatever it was told: two are counted down.
  it('comes before the work', async () => {
    const { id } = await stripe.paymentIntents.create(payment);
    await faults({ reset: true, operations: ['confirm'], count: 2 });
    const lost = await refusalOf(stripe.paymentIntents.confirm(id, card));
    expect(lost).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method');
  });

  it('comes after the work when asked to', async () => {
    const { id } = await stripe.paymentIntents.create(payment);
    await faults({ resetAfterCharging: true, operations: ['confirm'], count: 2 });
    await refusalOf(stripe.paymentIntents.confirm(id, card));
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
    expect((await stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
  });
});

describe('errors', () => {
  it('with status 500 are kept under the key, as the provider does', async () => {
    await faults({ errorRate: 1, operations: ['create'] });
    const idempotencyKey = randomUUID();
    const failed = await refusalOf(stripe.paymentIntents.create(payment, { idempotencyKey }));
    expect(failed).toBeInstanceOf(Stripe.errors.StripeAPIError);
    await sandbox.control('DELETE', 'faults');
    expect(await refusalOf(stripe.paymentIntents.create(payment, { idempotencyKey }))).toMatchObject({
      statusCode: 500,
    });
    expect((await stripe.paymentIntents.create(payment)).object).toBe('payment_intent');
  });

  it('with status 429 or 503 are not', async () => {
    for (const errorStatus of [429, 503]) {
      const idempotencyKey = randomUUID();
      await faults({ errorRate: 1, errorStatus, count: 1 });
      const failed = await refusalOf(stripe.paymentIntents.create(payment, { idempotencyKey }));
      expect(failed.statusCode).toBe(errorStatus);
      expect((await stripe.paymentIntents.create(payment, { idempotencyKey })).object).toBe('payment_intent');
    }
  });

  it('strike the share that was asked for, and only the operations that were meant', async () => {
    await faults({ errorRate: 0.5, errorStatus: 503, operations: ['list'] });
    const lists = Array.from({ length: 60 }, () => stripe.paymentIntents.list({ limit: 1 }));
    const failed = (await Promise.allSettled(lists)).filter((each) => each.status === 'rejected').length;
    expect(failed).toBeGreaterThan(10);
    expect(failed).toBeLessThan(50);
    expect((await stripe.paymentIntents.create(payment)).object).toBe('payment_intent');
  });
});

describe('latency', () => {
  it('delays the work, and a caller who has left is charged all the same', async () => {
    const { id } = await stripe.paymentIntents.create(payment);
    await faults({ latencyMs: 700, operations: ['confirm'] });
    await refusalOf(hasty.paymentIntents.confirm(id, card));
    await eventually(async () => expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded'));
  });

  it('keeps the key in use: a second request with it is told so', async () => {
    await faults({ latencyMs: 500, operations: ['create'] });
    const idempotencyKey = randomUUID();
    const first = stripe.paymentIntents.create(payment, { idempotencyKey });
    await eventually(async () => {
      const refusal = await refusalOf(stripe.paymentIntents.create(payment, { idempotencyKey }));
      expect(refusal).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    });
    expect((await first).object).toBe('payment_intent');
  });
});

describe('search', () => {
  it('lags as far as it is told: what is there is not found yet, and what is found is old', async () => {
    await faults({ searchLagMs: 3_600_000 });
    const order = randomUUID();
    const { id } = await stripe.paymentIntents.create({ ...payment, metadata: { order_id: order } });
    const query = `metadata['order_id']:'${order}'`;
    expect((await stripe.paymentIntents.search({ query })).data).toHaveLength(0);
    await sandbox.control('PUT', 'clock', { advanceSeconds: 3601 });
    await stripe.paymentIntents.confirm(id, card);
    const { data } = await stripe.paymentIntents.search({ query });
    expect(data.map((each) => [each.id, each.status])).toEqual([[id, 'requires_payment_method']]);
  });
});

describe('the clock', () => {
  it('moved by 25 hours has forgotten the keys: the same key is a new request', async () => {
    const idempotencyKey = randomUUID();
    const first = await stripe.paymentIntents.create(payment, { idempotencyKey });
    expect((await stripe.paymentIntents.create(payment, { idempotencyKey })).id).toBe(first.id);
    await sandbox.control('PUT', 'clock', { advanceSeconds: 25 * 3600 });
    const later = await stripe.paymentIntents.create(payment, { idempotencyKey });
    expect(later.id).not.toBe(first.id);
    expect(later.created - first.created).toBeGreaterThanOrEqual(25 * 3600);
  });

  it('moved by a week gives back what nobody captured', async () => {
    const held = await stripe.paymentIntents.create({ ...payment, ...card, capture_method: 'manual', confirm: true });
    await sandbox.control('PUT', 'clock', { advanceSeconds: 7 * 24 * 3600 + 1 });
    expect(await stripe.paymentIntents.retrieve(held.id)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'automatic',
    });
  });

  it('makes pending money available after two days, less 1.5 % and 25', async () => {
    const paid = await stripe.paymentIntents.create({
      ...payment,
      ...card,
      amount: 10_000,
      confirm: true,
      expand: ['latest_charge.balance_transaction'],
    });
    const { balance_transaction: entry } = paid.latest_charge as Stripe.Charge;
    expect(entry).toMatchObject({ fee: 175, net: 9825, status: 'pending' });
    await sandbox.control('PUT', 'clock', { advanceSeconds: 2 * 24 * 3600 });
    const later = await stripe.balanceTransactions.retrieve((entry as Stripe.BalanceTransaction).id);
    expect(later.status).toBe('available');
  });
});

describe('the count of requests', () => {
  it('tells what reached the provider, by operation, with what was replayed or never answered', async () => {
    const idempotencyKey = randomUUID();
    await stripe.paymentIntents.create(payment, { idempotencyKey });
    await stripe.paymentIntents.create(payment, { idempotencyKey });
    await faults({ hang: true, operations: ['list'], count: 1 });
    await refusalOf(hasty.paymentIntents.list());
    // It is counted when its end is known there, too.
    await eventually(async () =>
      expect(await sandbox.control('GET', 'requests')).toMatchObject({
        total: 3,
        operations: {
          create: { requests: 2, replayed: 1, byStatus: { 200: 2 } },
          list: { requests: 1, unanswered: 1 },
        },
      }),
    );
  });
});

describe('the knobs', () => {
  it('refuse what they do not know, in one form', async () => {
    for (const wrong of [
      { latency: 1 },
      { errorRate: 2 },
      { operations: ['pay'] },
      { count: -1 },
      { webhooks: { lose: 'x' } },
    ]) {
      await expect(faults(wrong)).rejects.toThrow('request.input.invalid');
    }
  });
});
