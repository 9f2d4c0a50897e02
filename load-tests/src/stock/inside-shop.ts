import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '@breakwater/kernel';
import { stateFolder } from '@breakwater/local-stack';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { ServiceTokens } from '@breakwater/service-host';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Speaks to a service of the shop as another service would: by INVENTORY_URL, ORDER_URL and SERVICE_KEY, or by what the
 * native shop of this checkout (or BREAKWATER_STATE_DIR) has written down.
 */
export function insideClient(target: 'inventory' | 'order', env: Env): ServiceClient {
  const baseUrl = env[`${target.toUpperCase()}_URL`] ?? `http://127.0.0.1:${listenerOf(target, env)}`;
  const key = env['SERVICE_KEY'] ?? (readState('secrets.json', env) as { serviceKey: string }).serviceKey;
  const tokens = new ServiceTokens(key, 'operator', systemClock);
  return createServiceClient({ target, baseUrl, token: () => tokens.mint(target) });
}

function listenerOf(target: string, env: Env): number | undefined {
  const { listeners } = readState('ports.json', env) as { listeners: Readonly<Record<string, number>> };
  return listeners[target];
}

function readState(file: string, env: Env): unknown {
  const dir = env['BREAKWATER_STATE_DIR'];
  const state = join(dir === undefined ? stateFolder() : resolve(env['INIT_CWD'] ?? '.', dir), 'state', file);
  try {
    return JSON.parse(readFileSync(state, 'utf8')) as unknown;
  } catch {
    throw new Error(`no shop runs from here (${state} cannot be read): set INVENTORY_URL, ORDER_URL and SERVICE_KEY`);
  }
}
