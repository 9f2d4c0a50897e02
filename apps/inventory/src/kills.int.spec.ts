import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  adjustStock,
  confirmReservation,
  extendReservation,
  getReservation,
  releaseReservation,
  reserve,
  returnStock,
} from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { ServiceTokens } from '@breakwater/service-host';
import { freePort, serviceEnvironment, ServiceProcess, TEST_SERVICE_KEY } from '@breakwater/testing';

let port: number;
let env: NodeJS.ProcessEnv;
let client: ServiceClient;
let inventory: ServiceProcess | undefined;

beforeAll(async () => {
  port = await freePort();
  env = await serviceEnvironment('inventory');
  const tokens = new ServiceTokens(TEST_SERVICE_KEY, 'order', systemClock);
  client = createServiceClient({
    target: 'inventory',
    baseUrl: `http://127.0.0.1:${port}`,
    token: () => tokens.mint('inventory'),
    policy: { timeoutMs: 15_000 },
  });
});
afterAll(async () => {
  await inventory?.stop();
  await client?.close();
});

/** What order does with one reservation; each call may be repeated. */
class Caller {
  readonly params = { orderId: crypto.randomUUID() };

  constructor(private readonly sku: string) {}

  reserve = () =>
    client.call(reserve, {
      params: this.params,
      body: { lines: [{ sku: this.sku, quantity: 3 }], ttlSeconds: 600 },
    });
  extend = () => client.call(extendReservation, { params: this.params, body: { ttlSeconds: 3600 } });
  confirm = () => client.call(confirmReservation, { params: this.params });
  return = () =>
    client.call(returnStock, {
      params: this.params,
      body: { returnId: this.params.orderId, lines: [{ sku: this.sku, quantity: 3 }] },
    });
  release = () => client.call(releaseReservation, { params: this.params });
}

/** The truth from the writer: an adjustment by nothing answers with it. */
async function level(sku: string, delta = 0) {
  const body = { reason: 'test', lines: [{ sku, delta }] };
  return (await client.call(adjustStock, { params: { key: crypto.randomUUID() }, body })).items[0];
}

/** The service dies in the last step, after it is committed and before it is answered; then it is started again. */
async function dieIn(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  await inventory?.stop();
  inventory = await ServiceProcess.start('inventory', port, {
    ...env,
    FAULT_POINT: `inventory.reservation.changed@${steps.length}`,
  });
  for (const step of steps) await step().catch(() => undefined);
  await inventory.killed();
  inventory = await ServiceProcess.start('inventory', port, env);
}

const WAYS = [
  { verb: 'reserve', before: [], state: 'held', stock: { available: 7, held: 3, confirmed: 0 } },
  { verb: 'extend', before: ['reserve'], state: 'held', stock: { available: 7, held: 3, confirmed: 0 } },
  { verb: 'confirm', before: ['reserve'], state: 'confirmed', stock: { available: 7, held: 0, confirmed: 3 } },
  { verb: 'release', before: ['reserve'], state: 'released', stock: { available: 10, held: 0, confirmed: 0 } },
  {
    verb: 'return',
    before: ['reserve', 'confirm'],
    state: 'confirmed',
    stock: { available: 10, held: 0, confirmed: 0 },
  },
] as const;

describe('a reservation whose service is killed before it answers', () => {
  it.each(WAYS)('$verb: done once, and the repeat gets the same answer', async ({ verb, before, state, stock }) => {
    const sku = `KILL-${verb}`;
    const caller = new Caller(sku);
    inventory ??= await ServiceProcess.start('inventory', port, env);
    await level(sku, 10);
    await dieIn([...before, verb].map((each) => caller[each]));
    expect(await level(sku)).toMatchObject(stock);
    const seen = await client.call(getReservation, { params: caller.params });
    const { expiresAt: _, ...again } = await caller[verb]();
    const { expiresAt: __, ...former } = seen;
    expect(again).toEqual(former);
    expect(again).toMatchObject({ state });
    expect(await level(sku)).toMatchObject(stock);
  });
});
