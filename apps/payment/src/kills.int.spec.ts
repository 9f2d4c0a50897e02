import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Attempt,
  authorize,
  capture,
  getAttempt,
  getLedgerFacts,
  listPaymentFacts,
  refund,
  refundProviderCharge,
  voidAttempt,
} from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { eventually, freePort, type ScriptedPeer, scriptedPeer, serviceEnvironment } from '@breakwater/testing';
import { Stripe } from 'stripe';
import { PaymentProcess } from './testing/payment-process.js';
import { Sandbox, SECRET_KEY, WEBHOOK_SECRETS } from './testing/start-sandbox.js';

let sandbox: Sandbox;
let order: ScriptedPeer;
let stripe: Stripe;
let env: NodeJS.ProcessEnv;
let payment: PaymentProcess | undefined;

beforeAll(async () => {
  const port = await freePort();
  order = await scriptedPeer(() => ({ status: 204 }));
  sandbox = await Sandbox.start(`http://127.0.0.1:${port}/payments/webhooks/stripe`);
  const { hostname, port: sandboxPort } = new URL(sandbox.url);
  stripe = new Stripe(SECRET_KEY, { host: hostname, port: sandboxPort, protocol: 'http' });
  env = {
    ...(await serviceEnvironment('payment')),
    PORT: String(port),
    LOG_LEVEL: 'fatal',
    ORDER_URL: order.url,
    STRIPE_API_URL: sandbox.url,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRETS.join(','),
    PAYMENT_SWEEP_MS: '100',
    SETTLEMENT_READ_MS: '200',
    LEDGER_SEAL_MS: '200',
    // A dead worker's lease runs out with it.
    PROVIDER_TIMEOUT_MS: '1000',
  };
});
afterAll(async () => {
  await payment?.stop();
  await sandbox?.stop();
  await order?.stop();
});
beforeEach(() => sandbox.healthy());

const euros = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const AMOUNT = 2500;
const FEE = Math.round(AMOUNT * 0.015) + 25;

/** What order does with one attempt; each call may be repeated. */
class Caller {
  readonly attemptId = crypto.randomUUID();
  private readonly refundId = crypto.randomUUID();
  private readonly orderId = crypto.randomUUID();

  authorize = (): Promise<Attempt> =>
    payment!.client.call(authorize, {
      params: { attemptId: this.attemptId },
      body: {
        orderId: this.orderId,
        orderNumber: 'BW-TEST-0001',
        amount: euros(AMOUNT),
        email: 'guest@example.com',
        paymentMethod: 'pm_card_visa',
        returnUrl: 'http://localhost:8080/orders/1',
      },
    });
  capture = (): Promise<Attempt> => payment!.client.call(capture, { params: { attemptId: this.attemptId } });
  /** On the way to a later point, where an unclear answer is no end. */
  authorized = (): Promise<Attempt> => this.until('authorized', this.authorize);
  captured = (): Promise<Attempt> => this.until('captured', this.capture);
  void = (): Promise<Attempt> => payment!.client.call(voidAttempt, { params: { attemptId: this.attemptId } });
  refund = async (): Promise<Attempt> => {
    const body = { amount: euros(1000), reason: 'test' };
    await payment!.client.call(refund, { params: { attemptId: this.attemptId, refundId: this.refundId }, body });
    return this.get();
  };
  get = (): Promise<Attempt> =>
    payment!.client.call(getAttempt, { params: { attemptId: this.attemptId }, query: { refresh: 'false' } });

  /** As order does: the same call again until the state is there. */
  async until(state: string, step: () => Promise<Attempt>): Promise<Attempt> {
    let last: Attempt | undefined;
    await eventually(
      async () => {
        last = await step();
        expect(last.state).toBe(state);
      },
      { timeoutMs: 30_000, everyMs: 100 },
    );
    return last!;
  }
}

/** Starts payment so that it dies at the point, does it, and starts payment again. */
async function dieAt(point: string, ...steps: (() => Promise<unknown>)[]): Promise<void> {
  await payment?.stop();
  payment = await PaymentProcess.start(env, point);
  for (const step of steps) await step().catch(() => undefined);
  expect(await payment.death()).toBe('SIGKILL');
  payment = await PaymentProcess.start(env);
}

/** When the provider's reports are read next. */
async function readReports(when: 'infinity' | '-infinity'): Promise<void> {
  const { DATABASE_HOSTS: hosts = '', DATABASE_NAME: database = '' } = env;
  const { DATABASE_USER: user = '', DATABASE_PASSWORD: password = '' } = env;
  const access = { hosts, database, user, password, migrations: [], applicationName: 'kills' };
  const opened = await Database.open(access);
  await opened.writer.query('UPDATE settlement_progress SET next_run_at = $1', [when]);
  await opened.close();
}

/** Charges at the provider that carry this attempt's id, and how much of each was taken and given back. */
async function charges(attemptId: string): Promise<{ captured: number; refunded: number }[]> {
  const { data } = await stripe.charges.list({ limit: 100 });
  return data
    .filter(({ metadata, captured }) => metadata['attempt_id'] === attemptId && captured)
    .map(({ amount_captured: captured, amount_refunded: refunded }) => ({ captured, refunded }));
}

async function facts(attemptId: string) {
  const query = { from: new Date(0).toISOString(), to: new Date(Date.now() + 60_000).toISOString(), limit: 1000 };
  const { items } = await payment!.client.call(listPaymentFacts, { query });
  return items.find((each) => each.attemptId === attemptId);
}

/** The provider's account in our books against the provider's own balance, everything booked. */
async function booksAgree(): Promise<void> {
  await eventually(
    async () => {
      const { accounts, unbalanced, seals } = await payment!.client.call(getLedgerFacts, { query: {} });
      const { available, pending } = await stripe.balance.retrieve();
      const held = [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0);
      expect(accounts.find(({ account }) => account === 'provider_clearing')?.balanceMinor ?? 0).toBe(held);
      expect({ unbalanced, broken: seals.broken }).toEqual({ unbalanced: [], broken: [] });
    },
    { timeoutMs: 20_000, everyMs: 100 },
  );
}

describe('a payment whose service is killed', () => {
  it.each(['payment.attempt.recorded', 'payment.create.answered', 'payment.intent.stored', 'payment.confirm.answered'])(
    'while authorising, at %s, is authorised and captured once',
    async (point) => {
      const caller = new Caller();
      await dieAt(point, caller.authorize);
      await caller.until('authorized', caller.authorize);
      await caller.until('captured', caller.capture);
      expect(await charges(caller.attemptId)).toEqual([{ captured: AMOUNT, refunded: 0 }]);
      const intents = (await stripe.paymentIntents.list({ limit: 100 })).data;
      expect(intents.filter(({ metadata }) => metadata['attempt_id'] === caller.attemptId)).toHaveLength(1);
      await booksAgree();
    },
  );

  it('after it was captured and before that is booked, is booked once, without anybody asking again', async () => {
    const caller = new Caller();
    await dieAt('payment.capture.answered', caller.authorized, caller.capture);
    await caller.until('captured', caller.get);
    await caller.until('captured', caller.capture);
    expect(await charges(caller.attemptId)).toEqual([{ captured: AMOUNT, refunded: 0 }]);
    expect(await facts(caller.attemptId)).toMatchObject({ captured: euros(AMOUNT), ledger: euros(AMOUNT) });
    await booksAgree();
  });

  it('after it was voided and before that is recorded, is voided and takes nothing', async () => {
    const caller = new Caller();
    await dieAt('payment.cancel.answered', caller.authorized, caller.void);
    await caller.until('voided', caller.void);
    expect(await charges(caller.attemptId)).toEqual([]);
    await booksAgree();
  });

  it.each(['payment.refund.recorded', 'payment.refund.answered'])(
    'while giving back, at %s, is given back once, without anybody asking again',
    async (point) => {
      const caller = new Caller();
      await dieAt(point, caller.authorized, caller.captured, caller.refund);
      await eventually(
        async () => expect(await facts(caller.attemptId)).toMatchObject({ refunded: euros(1000), ledger: euros(1500) }),
        { timeoutMs: 30_000, everyMs: 100 },
      );
      await caller.refund();
      expect(await charges(caller.attemptId)).toEqual([{ captured: AMOUNT, refunded: 1000 }]);
      await booksAgree();
    },
  );

  it('with an event stored and not worked, works it after its start', async () => {
    const caller = new Caller();
    await payment?.stop();
    payment = await PaymentProcess.start(env);
    await caller.until('authorized', caller.authorize);
    // An earlier event that is still on its way would be the one to die of.
    await eventually(async () => (await sandbox.pendingWebhooks()) === 0, { timeoutMs: 30_000 });
    // Captured without a word: only the event below tells of it.
    await sandbox.discrepancy('status', { attemptId: caller.attemptId });
    await dieAt('payment.webhook.stored', async () => {
      const { data } = await stripe.paymentIntents.list({ limit: 100 });
      const intent = data.find(({ metadata }) => metadata['attempt_id'] === caller.attemptId);
      await tell(intent!);
    });
    await caller.until('captured', caller.get);
    expect(await facts(caller.attemptId)).toMatchObject({ captured: euros(AMOUNT), ledger: euros(AMOUNT) });
    await booksAgree();
  });

  it('with fees read and not booked, books them once', async () => {
    const caller = new Caller();
    // The report is read when there is something in it, and not before.
    await readReports('infinity');
    await dieAt('payment.settlement.read', caller.authorized, caller.captured, () => readReports('-infinity'));
    await caller.until('captured', caller.get);
    await eventually(async () => expect((await facts(caller.attemptId))?.feeBooked).toEqual(euros(FEE)), {
      timeoutMs: 20_000,
    });
    await booksAgree();
  });

  it('after a stray charge was given back and before that is booked, gives it back once', async () => {
    const caller = new Caller();
    const refundId = crypto.randomUUID();
    let stray = '';
    const giveBack = () =>
      payment!.client.call(refundProviderCharge, {
        params: { refundId },
        body: { providerReference: stray, amount: euros(AMOUNT), reason: 'twice' },
      });
    await dieAt('payment.stray.answered', caller.authorized, caller.captured, async () => {
      stray = (await sandbox.discrepancy('duplicate_charge', { attemptId: caller.attemptId })).source ?? '';
      await giveBack();
    });
    await eventually(async () => expect((await giveBack()).state).toBe('succeeded'), { timeoutMs: 20_000 });
    expect((await charges(caller.attemptId)).toSorted((a, b) => a.refunded - b.refunded)).toEqual([
      { captured: AMOUNT, refunded: 0 },
      { captured: AMOUNT, refunded: AMOUNT },
    ]);
    await booksAgree();
  });
});

/** The provider's event about an intent, as it would be sent. */
async function tell(intent: Stripe.PaymentIntent): Promise<void> {
  const event = { id: `evt_${crypto.randomUUID()}`, object: 'event', type: 'payment_intent.succeeded' };
  const payload = JSON.stringify({ ...event, data: { object: intent } });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRETS[0] });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  await fetch(`http://127.0.0.1:${env['PORT']}/payments/webhooks/stripe`, { method: 'POST', headers, body: payload });
}
