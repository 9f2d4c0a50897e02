import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '@breakwater/database';
import type { ProbeTurns } from '@breakwater/resilience';
import { eventually, testPostgres } from '@breakwater/testing';
import { ProviderGateMigration } from '../migrations/provider-gate.migration.js';
import { PostgresProbeTurns } from './probe-turns.js';
import { StripeProvider } from './stripe-provider.js';

const TIMEOUT_MS = 1000;
const databases: Database[] = [];

let server: http.Server;
let well: boolean;
let probes: number;
let probesAtOnce: number;
let mostAtOnce: number;
let others: number;
let providers: StripeProvider[];

function answer(request: http.IncomingMessage, response: http.ServerResponse): void {
  const isProbe = request.url === '/v1/balance';
  if (!isProbe) others++;
  else mostAtOnce = Math.max(mostAtOnce, (probes++, ++probesAtOnce));
  response.on('close', () => isProbe && probesAtOnce--);
  // Long enough for the probes of two instances to meet.
  setTimeout(() => {
    response.writeHead(well ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(well ? { object: 'balance' } : { error: { type: 'api_error', message: 'down' } }));
  }, 60);
}

function providerWith(turns: ProbeTurns): StripeProvider {
  const { port } = server.address() as AddressInfo;
  const config = {
    STRIPE_API_URL: `http://127.0.0.1:${port}`,
    STRIPE_SECRET_KEY: 'sk_test_local',
    PROVIDER_TIMEOUT_MS: TIMEOUT_MS,
  };
  const provider = new StripeProvider(config, { turns });
  providers.push(provider);
  return provider;
}

const states = (): string[] => providers.map((provider) => provider.health().state);
const isShut = (state: string): boolean => state === 'open' || state === 'half_open';

/** The provider fails until every instance has seen it. */
async function outage(): Promise<void> {
  well = false;
  const calls = providers.flatMap((provider) =>
    Array.from({ length: 10 }, () => provider.retrieveIntent('pi_1').catch(() => undefined)),
  );
  await Promise.all(calls);
  expect(states().every(isShut)).toBe(true);
  others = 0;
}

beforeAll(async () => {
  const postgres = await testPostgres();
  const access = { hosts: postgres.hosts, ...(await postgres.createDatabase('payment')) };
  for (const applicationName of ['payment-1', 'payment-2', 'payment-3']) {
    databases.push(await Database.open({ ...access, migrations: [ProviderGateMigration], applicationName }));
  }
  await databases[0]!.migrate();
});
afterAll(() => Promise.all(databases.map((database) => database.close())));

beforeEach(async () => {
  [well, probes, probesAtOnce, mostAtOnce, others, providers] = [true, 0, 0, 0, 0, []];
  server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const provider of providers) provider.onModuleDestroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('three instances in an outage of the provider', () => {
  beforeEach(() => {
    for (const database of databases) providerWith(new PostgresProbeTurns(database));
  });

  it('send one probe at a time between them, and no call of a customer is one', async () => {
    await outage();
    await eventually(() => {
      for (const provider of providers) void provider.retrieveIntent('pi_1').catch(() => undefined);
      return probes >= 6;
    });
    expect(mostAtOnce).toBe(1);
    expect(others).toBe(0);
  });

  it('know within 2 s that it is back, and ask it more and more until they ask as usual', async () => {
    await outage();
    await eventually(() => probes >= 2);
    well = true;
    const backAt = performance.now();
    await eventually(() => !states().some(isShut));
    expect(performance.now() - backAt).toBeLessThan(2000);
    expect(states()).toContain('ramping');
    await providers[0]!.retrieveIntent('pi_1');
    await eventually(() => states().every((state) => state === 'closed'));
  });

  it('wait for one that died with its turn no longer than a second', async () => {
    await outage();
    const dead = new PostgresProbeTurns(databases[0]!);
    await eventually(async () => (await dead.take(0)) === 'probe');
    well = true;
    await eventually(() => !states().some(isShut), { timeoutMs: 3000 });
  });

  it('are judged each by its own calls: one that opens again is not closed by what was learnt before', async () => {
    await outage();
    well = true;
    await eventually(() => states().every((state) => state === 'closed'));
    well = false;
    const [first] = providers;
    await Promise.all(Array.from({ length: 10 }, () => first!.retrieveIntent('pi_1').catch(() => undefined)));
    const seen = probes;
    await eventually(() => probes >= seen + 2);
    expect(isShut(first!.health().state)).toBe(true);
    expect(states().slice(1)).toEqual(['closed', 'closed']);
  });
});

describe('an instance that cannot reach its database', () => {
  it('probes by itself', async () => {
    const away = { query: () => Promise.reject(new Error('away')) };
    const database = { writer: away } as unknown as Database;
    const provider = providerWith(new PostgresProbeTurns(database));
    await outage();
    await eventually(() => probes >= 2);
    well = true;
    await eventually(() => !isShut(provider.health().state));
  });
});

describe('a probe that is asked for', () => {
  it('says how the provider is, and opens the way when it is back', async () => {
    const provider = providerWith(new PostgresProbeTurns(databases[0]!));
    expect(await provider.isHealthy()).toBe(true);
    await outage();
    await eventually(async () => !(await provider.isHealthy()));
    well = true;
    await eventually(() => provider.isHealthy());
    expect(isShut(provider.health().state)).toBe(false);
  });
});
