import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@breakwater/kernel';
import { stateFolder } from '@breakwater/local-stack';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { ServiceTokens } from '@breakwater/service-host';
import { z } from 'zod';

const Ports = z.object({ listeners: z.object({ product: z.int() }) });
const Secrets = z.object({ serviceKey: z.string() });

/** The running shop's product service: PRODUCT_URL and SERVICE_KEY, or what the native stack of this checkout has written down. */
export function connectToShop(env: NodeJS.ProcessEnv): ServiceClient {
  const baseUrl = env['PRODUCT_URL'] ?? `http://127.0.0.1:${readState('ports.json', Ports).listeners.product}`;
  const key = env['SERVICE_KEY'] ?? readState('secrets.json', Secrets).serviceKey;
  const tokens = new ServiceTokens(key, 'catalogue-cli', systemClock);
  return createServiceClient({
    target: 'product',
    baseUrl,
    token: () => tokens.mint('product'),
    policy: { timeoutMs: 11_000, bulkhead: { limit: 1 } },
  });
}

function readState<T>(name: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(join(stateFolder(), 'state', name), 'utf8')));
  } catch (error) {
    throw new Error('no running shop found: start it with npm start, or set PRODUCT_URL and SERVICE_KEY', {
      cause: error,
    });
  }
}
