import { Fault } from '@breakwater/kernel';
import { type ClientPolicy, createServiceClient, NO_RETRY, type ServiceClient } from '@breakwater/resilience';
import { type Logger, timed } from '@breakwater/telemetry';
import type { ServiceTokens } from './auth/service-tokens.js';
import { logBreaker } from './log-breaker.js';

/** How each service that is called may trouble its caller: `<name>.policies.ts` of a service. */
export type PeerPolicies = Readonly<Record<string, ClientPolicy>>;

/** Every service tells operations that it lives; nothing waits for it, and the next heartbeat is the retry. */
const PLATFORM_POLICIES: PeerPolicies = {
  operations: { timeoutMs: 1000, bulkhead: { limit: 8 }, retry: NO_RETRY },
};

/** The clients of the services that this one calls, one per address in the configuration. */
export class Peers {
  private readonly clients = new Map<string, ServiceClient>();

  constructor(
    private readonly addresses: Readonly<Record<string, string>>,
    private readonly tokens: ServiceTokens,
    private readonly policies: PeerPolicies = {},
    private readonly log?: Logger,
  ) {}

  /** Throws `config.peer.missing` when the configuration names no such service. */
  get(target: string): ServiceClient {
    const known = this.clients.get(target);
    if (known !== undefined) return known;
    const baseUrl = this.addresses[target];
    if (baseUrl === undefined) throw new Fault('internal', 'config.peer.missing', `no address of ${target}`);
    const client = createServiceClient({
      target,
      baseUrl,
      token: () => this.tokens.mint(target),
      watch: timed,
      policy: this.policies[target] ?? PLATFORM_POLICIES[target] ?? {},
      ...(this.log === undefined ? {} : { onChange: logBreaker(this.log, target) }),
    });
    this.clients.set(target, client);
    return client;
  }

  /** What is not called as usual, in words: `inventory: breaker is open`. */
  troubles(): string[] {
    return [...this.clients]
      .filter(([, client]) => client.state() !== 'closed')
      .map(([target, client]) => `${target}: breaker is ${client.state()}`);
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
