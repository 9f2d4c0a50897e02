import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OrderFact, PaymentFact, ProviderFact, Run } from '@breakwater/contracts';
import { type RunningService, type SessionClaims, signSession, startService } from '@breakwater/service-host';
import {
  eventually,
  type PeerRequest,
  type PeerAnswer,
  type ScriptedPeer,
  scriptedPeer,
  serviceEnvironment,
  TEST_SESSION_KEY,
} from '@breakwater/testing';
import { reconciliationService } from '../service.js';
import { runsRepository } from './runs.repository.js';

const EUR = 'EUR';
const START_MS = Date.now() - 3_600_000;
const at = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString();
const PAGE = 100;

const facts: { orders: OrderFact[]; payments: PaymentFact[]; provider: ProviderFact[] } = {
  orders: [],
  payments: [],
  provider: [],
};
let order: ScriptedPeer;
let payment: ScriptedPeer;
let service: RunningService;
let env: NodeJS.ProcessEnv;

/** A page as the services give it, of at most PAGE rows, whatever is asked for. */
function page<T>({ query }: PeerRequest, all: readonly T[], timeOf: (fact: T) => string, idOf: (fact: T) => string) {
  const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
  const inside = all.filter((fact) => timeOf(fact) >= from && timeOf(fact) < to);
  const start = inside.findIndex((fact) => idOf(fact) === query.get('after')) + 1;
  const items = inside.slice(start, start + PAGE);
  return { status: 200, body: { items, next: start + PAGE < inside.length ? idOf(items.at(-1)!) : null } };
}

function answerOrders(request: PeerRequest): PeerAnswer {
  return page(
    request,
    facts.orders,
    ({ placedAt }) => placedAt,
    ({ orderId }) => orderId,
  );
}

function answerPayments(request: PeerRequest): PeerAnswer {
  if (request.path.endsWith('/provider')) {
    return page(
      request,
      facts.provider,
      ({ createdAt }) => createdAt,
      ({ id }) => id,
    );
  }
  if (request.path.endsWith('/payments')) {
    return page(
      request,
      facts.payments,
      ({ updatedAt }) => updatedAt,
      ({ attemptId }) => attemptId,
    );
  }
  return { status: 404, body: { error: { code: 'payment.attempt.not_found', message: 'no' } } };
}

/** One order that went well. */
function sell(second: number, amountMinor = 1000): { attemptId: string; reference: string } {
  const [orderId, attemptId] = [crypto.randomUUID(), crypto.randomUUID()];
  const reference = `pi_${attemptId}`;
  const amount = { amountMinor, currency: EUR };
  facts.orders.push({
    orderId,
    attemptId,
    state: 'paid',
    total: amount,
    placedAt: at(second),
    updatedAt: at(second + 1),
  });
  facts.payments.push({
    attemptId,
    orderId,
    state: 'captured',
    providerReference: reference,
    captured: amount,
    refunded: { amountMinor: 0, currency: EUR },
    ledger: amount,
    feeBooked: { amountMinor: 30, currency: EUR },
    movements: [{ kind: 'capture', source: null, amount, at: at(second) }],
    updatedAt: at(second),
  });
  facts.provider.push({
    id: `txn_${attemptId}`,
    type: 'charge',
    source: `ch_${attemptId}`,
    providerReference: reference,
    attemptId,
    amount,
    fee: { amountMinor: 30, currency: EUR },
    net: { amountMinor: amount.amountMinor - 30, currency: EUR },
    payoutId: null,
    createdAt: at(second),
  });
  return { attemptId, reference };
}

function session(role: 'customer' | 'operator' | null): Record<string, string> {
  const customer = role === null ? null : { id: crypto.randomUUID(), email: 'a@example.com', name: 'A', role };
  const claims: SessionClaims = { sessionId: 's', cartId: 'c', customer, expiresAt: Date.now() + 60_000 };
  return { 'x-session': signSession(TEST_SESSION_KEY, claims) };
}

async function ask(
  method: 'GET' | 'POST',
  headers = session('operator'),
  body: object = { from: at(0), to: at(3000) },
) {
  const response = await fetch(`${service.url}/reconciliation/runs`, {
    method,
    headers: method === 'POST' ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
  const answer = (await response.json()) as Run & { items: Run[]; error?: { code: string; details?: object } };
  return { status: response.status, answer, code: answer.error?.code };
}

beforeAll(async () => {
  order = await scriptedPeer(answerOrders);
  payment = await scriptedPeer(answerPayments);
  env = {
    ...(await serviceEnvironment('reconciliation')),
    ORDER_URL: order.url,
    PAYMENT_URL: payment.url,
    RECONCILIATION_EVERY_SECONDS: '0',
    RECONCILIATION_SLICE_SECONDS: '600',
  };
  service = await startService(reconciliationService, env);
});
afterAll(async () => {
  await service.close();
  await order.stop();
  await payment.stop();
});
beforeEach(() => {
  Object.assign(facts, { orders: [], payments: [], provider: [] });
  order.script = answerOrders;
  payment.script = answerPayments;
});

describe('a run', () => {
  it('is for operators: 401 without a session or signed in, 403 for a customer', async () => {
    for (const method of ['GET', 'POST'] as const) {
      expect((await ask(method, {})).status).toBe(401);
      expect((await ask(method, session(null))).status).toBe(401);
      expect((await ask(method, session('customer'))).status).toBe(403);
    }
    expect((await ask('GET')).answer.items).toEqual([]);
  });

  it('matches every order of the window over all pages and slices, and is listed', async () => {
    for (let i = 0; i < 1200; i++) sell(i * 2.4);
    const { status, answer } = await ask('POST');
    expect(status).toBe(201);
    expect(answer).toMatchObject({ matched: 1200, orders: 1200, payments: 1200, providerTransactions: 1200 });
    expect(answer).toMatchObject({ discrepancies: [], captured: [{ amountMinor: 1_200_000, currency: EUR }] });
    expect((await ask('GET')).answer.items[0]).toEqual(answer);
  });

  it('names and keeps each discrepancy with what is unexplained', async () => {
    sell(10);
    const lost = sell(20, 700);
    facts.provider = facts.provider.filter(({ providerReference }) => providerReference !== lost.reference);
    const { answer } = await ask('POST');
    expect(answer.matched).toBe(1);
    expect(answer.discrepancies).toEqual([
      expect.objectContaining({
        kind: 'missing_provider',
        attemptId: lost.attemptId,
        providerReference: lost.reference,
        unexplained: { amountMinor: 700, currency: EUR },
      }),
    ]);
    expect((await ask('GET')).answer.items[0]).toEqual(answer);
  });

  it('finds what the provider wrote down hours before us, and accuses nobody', async () => {
    sell(2000);
    facts.provider[0]!.createdAt = at(-40_000);
    expect((await ask('POST')).answer.discrepancies).toEqual([]);
  });

  it('fails whole when a source does not answer, and stores nothing', async () => {
    sell(10);
    const before = (await ask('GET')).answer.items.length;
    const busy = { status: 503, body: { error: { code: 'payment.provider.unavailable', message: 'busy' } } };
    const fail = async (source: string): Promise<void> => {
      const { status, code, answer } = await ask('POST');
      expect({ status, code, details: answer.error?.details }).toEqual({
        status: 503,
        code: 'reconciliation.source.unavailable',
        details: { source },
      });
    };
    payment.script = (request) => (request.path.endsWith('/provider') ? busy : answerPayments(request));
    await fail('provider');
    payment.script = answerPayments;
    order.script = () => 'reset';
    await fail('order');
    expect((await ask('GET')).answer.items).toHaveLength(before);
  });

  it('refuses a window that is empty, reversed, too long or not a time', async () => {
    for (const [from, to] of [
      [at(0), at(0)],
      [at(10), at(0)],
      [at(0), at(8 * 86_400)],
    ]) {
      expect(await ask('POST', session('operator'), { from, to })).toMatchObject({
        status: 400,
        code: 'reconciliation.window.invalid',
      });
    }
    for (const body of [{ from: 'yesterday', to: at(0) }, { from: at(0) }, { from: at(0), to: at(1), extra: 1 }, []]) {
      expect(await ask('POST', session('operator'), body)).toMatchObject({
        status: 400,
        code: 'request.input.invalid',
      });
    }
  });
});

describe('by itself', () => {
  it('each window is compared once, by two instances, without gap, and the unexplained sum is known', async () => {
    const own = {
      ...env,
      ...(await serviceEnvironment('reconciliation')),
      RECONCILIATION_EVERY_SECONDS: '1',
      RECONCILIATION_SETTLE_SECONDS: '0',
    };
    const nowSecond = (Date.now() - START_MS) / 1000;
    for (let i = 0; i < 10; i++) sell(nowSecond + i);
    facts.provider = [];
    const pair = await Promise.all([
      startService(reconciliationService, own),
      startService(reconciliationService, own),
    ]);
    const database = pair[0].platform.database!;
    try {
      const windows = await eventually(async () => {
        const rows = await database.writer.query<{ from: Date; to: Date }>(
          'SELECT from_at AS "from", to_at AS "to" FROM run WHERE scheduled ORDER BY from_at',
        );
        expect(rows.length).toBeGreaterThanOrEqual(4);
        return rows;
      });
      for (const [i, window] of windows.entries()) {
        if (i > 0) expect(window.from).toEqual(windows[i - 1]?.to);
      }
      const [unexplained] = await runsRepository.unexplainedSince(database.writer, new Date(START_MS));
      expect(unexplained?.currency).toBe(EUR);
      expect(unexplained?.amountMinor).toBeGreaterThanOrEqual(1000);
    } finally {
      await Promise.all(pair.map((instance) => instance.close()));
    }
  });
});
