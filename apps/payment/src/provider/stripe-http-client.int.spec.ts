import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { deadlineIn, withDeadline } from '@breakwater/resilience';
import { Stripe } from 'stripe';
import { ProviderFailure } from './provider-failure.js';
import { StripeProvider } from './stripe-provider.js';

const TIMEOUT_MS = 1000;
const INTENT = { id: 'pi_1', object: 'payment_intent', status: 'requires_payment_method' };

type Behaviour = (request: http.IncomingMessage, response: http.ServerResponse) => void;

let behave: Behaviour;
let requests: { url: string; key: string | undefined }[];
let connections: number;
let server: http.Server;
let provider: StripeProvider;

const json =
  (status: number, body: unknown): Behaviour =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

function providerAt(port: number, timeoutMs = TIMEOUT_MS): StripeProvider {
  return new StripeProvider({
    STRIPE_API_URL: `http://127.0.0.1:${port}`,
    STRIPE_SECRET_KEY: 'sk_test_local',
    PROVIDER_TIMEOUT_MS: timeoutMs,
  });
}

async function failureOf(call: Promise<unknown>): Promise<ProviderFailure> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ProviderFailure);
  return error as ProviderFailure;
}

beforeEach(async () => {
  requests = [];
  connections = 0;
  behave = json(200, INTENT);
  server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const key = request.headers['idempotency-key'];
      requests.push({ url: request.url ?? '', key: typeof key === 'string' ? key : undefined });
      behave(request, response);
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  provider = providerAt((server.address() as AddressInfo).port);
});

afterEach(async () => {
  provider.onModuleDestroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const confirm = () => provider.confirmIntent('pi_1', 'pm_card_visa', 'http://shop.example/', 'key-1');

describe('the way to the provider', () => {
  it('sends our key and keeps the connection', async () => {
    await confirm();
    await provider.retrieveIntent('pi_1');
    expect(requests).toEqual([
      { url: '/v1/payment_intents/pi_1/confirm', key: 'key-1' },
      { url: '/v1/payment_intents/pi_1', key: undefined },
    ]);
    expect(connections).toBe(1);
  });

  it('a reset is unknown and is not repeated behind our back, as the stripe client by itself would', async () => {
    behave = (request) => request.socket.resetAndDestroy();
    const { port } = server.address() as AddressInfo;
    // Time enough for the hidden repeat, which comes before the call is given up.
    const patient = providerAt(port, 5000);
    expect((await failureOf(patient.retrieveIntent('pi_1'))).kind).toBe('unknown');
    expect(requests).toHaveLength(1);
    patient.onModuleDestroy();

    const plain = new Stripe('sk_test_local', { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });
    await expect(plain.paymentIntents.retrieve('pi_1')).rejects.toThrow('connection');
    expect(requests).toHaveLength(3);
  });

  it('a connection closed without an answer is unknown and is not repeated', async () => {
    behave = (request) => request.socket.destroy();
    expect((await failureOf(confirm())).kind).toBe('unknown');
    expect(requests).toHaveLength(1);
  });

  it('a hang ends after the time-out as unknown and frees the connection', async () => {
    const closed = new Promise((resolve) => {
      behave = (request) => request.socket.once('close', resolve);
    });
    const startedAt = performance.now();
    expect((await failureOf(confirm())).kind).toBe('unknown');
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 2000);
    await closed;
  });

  it('an answer that comes too slowly is unknown at the time-out, not at its end', async () => {
    behave = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    };
    const startedAt = performance.now();
    expect((await failureOf(confirm())).kind).toBe('unknown');
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 2000);
  });

  it('half an answer is unknown', async () => {
    behave = (request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id":"pi_1"');
      setImmediate(() => request.socket.destroy());
    };
    expect((await failureOf(confirm())).kind).toBe('unknown');
    expect(requests).toHaveLength(1);
  });

  it('an answer that is no JSON is unknown', async () => {
    behave = (_request, response) => response.end('<html>busy</html>');
    expect((await failureOf(confirm())).kind).toBe('unknown');
  });

  it('the caller’s deadline cuts a call short', async () => {
    behave = () => undefined;
    const patient = providerAt((server.address() as AddressInfo).port, 20_000);
    const startedAt = performance.now();
    const failure = await withDeadline(deadlineIn(1000), () => failureOf(patient.retrieveIntent('pi_1')));
    expect(failure.kind).toBe('unknown');
    expect(performance.now() - startedAt).toBeLessThan(5000);
    patient.onModuleDestroy();
  });

  it('without time left nothing is sent', async () => {
    expect((await withDeadline(deadlineIn(20), () => failureOf(confirm()))).kind).toBe('not_done');
    expect(requests).toHaveLength(0);
  });

  it('a refused connection has sent nothing', async () => {
    const free = net.createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const nobody = providerAt(port);
    expect((await failureOf(nobody.retrieveIntent('pi_1'))).kind).toBe('not_done');
    nobody.onModuleDestroy();
  });

  it('a refused connection is tried once more, with the same key', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const late = providerAt(port);
    const call = late.captureIntent('pi_1', 'key-1');
    setTimeout(() => server.listen(port, '127.0.0.1'), 30);
    await call;
    expect(requests).toEqual([{ url: '/v1/payment_intents/pi_1/capture', key: 'key-1' }]);
    late.onModuleDestroy();
    jest.restoreAllMocks();
  });

  it('tells refusals, failures and "not now" apart, and asks once in each case', async () => {
    const kinds: string[] = [];
    for (const status of [402, 400, 404, 409, 429, 401, 500, 503]) {
      behave = json(status, { error: { type: status === 402 ? 'card_error' : 'api_error', message: 'no' } });
      kinds.push(`${status} ${(await failureOf(confirm())).kind}`);
    }
    expect(kinds).toEqual([
      '402 refused',
      '400 refused',
      '404 refused',
      '409 unknown',
      '429 not_done',
      '401 not_done',
      '500 failed',
      '503 turned_away',
    ]);
    expect(requests).toHaveLength(8);
  });

  it('declines never open the breaker, hangs do, and then nothing is sent', async () => {
    behave = json(402, { error: { type: 'card_error', code: 'card_declined', message: 'no' } });
    for (let i = 0; i < 20; i++) expect((await failureOf(confirm())).kind).toBe('refused');
    provider.onModuleDestroy();
    provider = providerAt((server.address() as AddressInfo).port);
    behave = () => undefined;
    await Promise.all(Array.from({ length: 10 }, () => failureOf(confirm())));
    const before = requests.length;
    expect((await failureOf(confirm())).kind).toBe('not_done');
    expect(requests).toHaveLength(before);
  });

  it('the status page is told while the breaker keeps calls away from the provider', async () => {
    await expect(provider.probe()).resolves.toBeUndefined();
    behave = () => undefined;
    await Promise.all(Array.from({ length: 10 }, () => failureOf(confirm())));
    await expect(provider.probe()).rejects.toThrow('breaker is open');
  });
});
