import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adjustStock, listProducts } from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { ServiceTokens } from '@breakwater/service-host';
import { Redis } from 'ioredis';
import { Shopper } from './shopper.js';
import { secrets, stateDir } from './surroundings.js';

interface Ports {
  readonly redisQueue: number;
  readonly listeners: Readonly<Record<string, number>>;
}

function ports(): Ports {
  return JSON.parse(readFileSync(join(stateDir, 'state', 'ports.json'), 'utf8')) as Ports;
}

/** Talks to a service as another service would, past the gateway. */
export function insideClient(target: string): ServiceClient {
  const tokens = new ServiceTokens(String(secrets()['serviceKey']), 'storefront-e2e', systemClock);
  const baseUrl = `http://127.0.0.1:${ports().listeners[target]}`;
  return createServiceClient({ target, baseUrl, token: () => tokens.mint(target) });
}

/** The first SKUs of so many products, and a million pieces of each: selling out is another subject. */
export async function stockUp(count: number): Promise<string[]> {
  const shopper = new Shopper();
  const { body } = await shopper.ask('GET', `/api/catalogue/products?pageSize=${count}`);
  const { items } = listProducts.responses[200].parse(body);
  const products = await Promise.all(items.map(({ slug }) => shopper.product(slug)));
  const skus = products.flatMap(({ variants }) => variants[0]?.sku ?? []);
  await setStock(skus, 1_000_000);
  return skus;
}

export async function setStock(skus: readonly string[], available: number): Promise<void> {
  const lines = skus.map((sku) => ({ sku, setAvailable: available }));
  const inventory = insideClient('inventory');
  await inventory.call(adjustStock, { params: { key: crypto.randomUUID() }, body: { reason: 'storm', lines } });
  await inventory.close();
}

/** Empties the Redis of the queues: every job is gone. */
export async function flushQueue(): Promise<void> {
  const { queue: password } = secrets()['redis'] as { queue: string };
  const redis = new Redis({ port: ports().redisQueue, password, maxRetriesPerRequest: 3 });
  try {
    await redis.flushall();
  } finally {
    redis.disconnect();
  }
}
