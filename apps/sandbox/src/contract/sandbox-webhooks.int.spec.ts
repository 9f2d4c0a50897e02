import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, freePort } from '@breakwater/testing';
import type { Stripe } from 'stripe';
import { clientOf, euros } from './provider.js';
import { type SandboxProcess, SECRET_KEY, startSandbox, WEBHOOK_SECRET } from '../testing/sandbox-process.js';

let sandbox: SandboxProcess;
let stripe: Stripe;
let receiver: Server;
let receiverUrl: string;
let refuseNext = 0;
let received: { readonly event: Stripe.Event; readonly at: number }[] = [];

beforeAll(async () => {
  const port = await freePort();
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = refuseNext-- > 0 ? 503 : 200;
      const signature = String(request.headers['stripe-signature']);
      const event = stripe.webhooks.constructEvent(Buffer.concat(chunks), signature, WEBHOOK_SECRET);
      if (status === 200) received.push({ event, at: Date.now() });
      response.writeHead(status).end();
    });
  }).listen(port, '127.0.0.1');
  await once(receiver, 'listening');
  receiverUrl = `http://127.0.0.1:${port}/hook`;
  sandbox = await startSandbox({ SANDBOX_WEBHOOK_URL: receiverUrl });
  stripe = clientOf(sandbox.url, SECRET_KEY);
});
afterAll(async () => {
  await sandbox.stop();
  receiver.close();
});
afterEach(async () => {
  refuseNext = 0;
  await sandbox.control('DELETE', 'faults');
  await settled();
  received = [];
});

const settled = () =>
  eventually(async () => expect(await sandbox.control('GET', 'requests')).toMatchObject({ pendingWebhooks: 0 }));
const create = () => stripe.paymentIntents.create({ amount: 1000, ...euros });
const types = () => received.map(({ event }) => event.type);

describe('webhooks', () => {
  it('are signed so that the official client accepts them, and tell every step', async () => {
    const { id } = await create();
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
    await stripe.refunds.create({ payment_intent: id });
    const steps = [
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'refund.created',
      'charge.refunded',
    ];
    await eventually(() => expect(types().sort()).toEqual(steps.sort()));
  });

  it('are accepted also when the sandbox lives a day later', async () => {
    await sandbox.control('PUT', 'clock', { advanceSeconds: 24 * 3600 });
    await create();
    await eventually(() => expect(types()).toEqual(['payment_intent.created']));
  });

  it('are sent again until they are accepted', async () => {
    refuseNext = 2;
    await create();
    await eventually(() => expect(types()).toEqual(['payment_intent.created']));
  });

  it('that are lost never come, though the event is there to be asked for', async () => {
    await sandbox.control('PUT', 'faults', { webhooks: { lose: true } });
    await create();
    await sandbox.control('DELETE', 'faults');
    const { id } = await create();
    await eventually(() => expect(received.map(({ event }) => event.data.object)).toMatchObject([{ id }]));
    expect((await stripe.events.list({ type: 'payment_intent.created', limit: 2 })).data).toHaveLength(2);
  });

  it('that are doubled come twice with one id', async () => {
    await sandbox.control('PUT', 'faults', { webhooks: { double: true } });
    await create();
    await eventually(() => expect(received).toHaveLength(2));
    expect(received[0]?.event.id).toBe(received[1]?.event.id);
  });

  it('that are late come late', async () => {
    await sandbox.control('PUT', 'faults', { webhooks: { delayMs: 600 } });
    const before = Date.now();
    await create();
    await eventually(() => expect(received).toHaveLength(1));
    expect((received[0]?.at ?? 0) - before).toBeGreaterThanOrEqual(590);
  });

  it('that were waiting when the sandbox was killed come after its restart', async () => {
    await sandbox.control('PUT', 'faults', { webhooks: { delayMs: 1500 } });
    const { id } = await create();
    await sandbox.restart('SIGKILL');
    await eventually(() => expect(received.map(({ event }) => event.data.object)).toMatchObject([{ id }]));
  });

  it('come of the subscribed types alone, where some were named', async () => {
    const choosy = await startSandbox({
      SANDBOX_WEBHOOK_URL: receiverUrl,
      SANDBOX_WEBHOOK_EVENTS: 'payment_intent.succeeded,refund.failed',
    });
    try {
      const provider = clientOf(choosy.url, SECRET_KEY);
      const { id } = await provider.paymentIntents.create({ amount: 1000, ...euros });
      await provider.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
      await eventually(() => expect(types()).toEqual(['payment_intent.succeeded']));
      // Known to have arrived only when the receiver's answer is back.
      await eventually(async () =>
        expect(await choosy.control('GET', 'requests')).toMatchObject({ pendingWebhooks: 0 }),
      );
      expect((await provider.events.list()).data).toHaveLength(3);
    } finally {
      await choosy.stop();
    }
  });
});
