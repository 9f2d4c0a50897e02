import { systemClock, uuidV7Source } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { type RunningService, ServiceTokens, startService } from '@breakwater/service-host';
import { type TestDatabase, testPostgres, testRedis } from '@breakwater/testing';
import { productService } from '../service.js';

const SERVICE_KEY = 'a key of this test run alone';

export interface TestShop {
  readonly service: RunningService;
  readonly client: ServiceClient;
  get(path: string): Promise<{ status: number; headers: Headers; body: unknown }>;
  stop(): Promise<void>;
}

export interface ShopOptions {
  readonly inventoryUrl: string;
  readonly redisUrl?: string;
  readonly database?: TestDatabase;
  readonly env?: Readonly<Record<string, string>>;
}

/** A product service in this process, on a database of its own. */
export async function startShop({ inventoryUrl, redisUrl, database, env = {} }: ShopOptions): Promise<TestShop> {
  const postgres = await testPostgres();
  const own = database ?? (await postgres.createDatabase('product'));
  const service = await startService(productService, {
    SERVICE_KEY,
    DATABASE_HOSTS: postgres.hosts,
    DATABASE_NAME: own.database,
    DATABASE_USER: own.user,
    DATABASE_PASSWORD: own.password,
    REDIS_CACHE_URL: redisUrl ?? (await testRedis()).url,
    INVENTORY_URL: inventoryUrl,
    SHUTDOWN_GRACE_MS: '0',
    ...env,
  });
  const client = clientOf(service.url);
  return {
    service,
    client,
    async get(path) {
      const response = await fetch(service.url + path);
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') ?? false;
      return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
    },
    async stop() {
      await client.close();
      await service.close();
    },
  };
}

function clientOf(baseUrl: string): ServiceClient {
  const tokens = new ServiceTokens(SERVICE_KEY, 'test', systemClock);
  return createServiceClient({
    target: 'product',
    baseUrl,
    token: () => tokens.mint('product'),
    policy: { timeoutMs: 20_000 },
  });
}

export const newId = uuidV7Source(systemClock);
