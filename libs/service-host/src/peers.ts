import { Fault } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { timed } from '@breakwater/telemetry';
import type { ServiceTokens } from './auth/service-tokens.js';

/** The clients of the services that this one calls, one per address in the configuration. */
export class Peers {
  private readonly clients = new Map<string, ServiceClient>();

  constructor(
    private readonly addresses: Readonly<Record<string, string>>,
    private readonly tokens: ServiceTokens,
  ) {}

  /** Throws `config.peer.missing` when the configuration names no such service. */
  get(target: string): ServiceClient {
    const known = this.clients.get(target);
    if (known !== undefined) return known;
    const baseUrl = this.addresses[target];
    if (baseUrl === undefined) throw new Fault('internal', 'config.peer.missing', `no address of ${target}`);
    const client = createServiceClient({ target, baseUrl, token: () => this.tokens.mint(target), watch: timed });
    this.clients.set(target, client);
    return client;
  }
}

/** `INVENTORY_URL=...` in a configuration becomes `inventory`. PUBLIC_URL and others of that form do no harm. */
export function peerAddresses(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    if (key.endsWith('_URL') && typeof value === 'string') found[key.slice(0, -4).toLowerCase()] = value;
  }
  return found;
}
