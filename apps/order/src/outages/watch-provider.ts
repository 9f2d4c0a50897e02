import { Inject, Injectable } from '@nestjs/common';
import { getProviderHealth, probeProvider } from '@breakwater/contracts';
import { Peers } from '@breakwater/service-host';
import type { ProviderState } from '../domain/pace.js';

/** The provider is asked within a second; the rest is the way there and back. */
const PROBE_MS = 1500;
const HEALTH_MS = 500;

/** What payment says of its provider now. When payment itself is away, that is as good as a provider that is. */
@Injectable()
export class WatchProvider {
  constructor(@Inject(Peers) private readonly peers: Peers) {}

  /** `probe`: have the provider asked, too; without it a breaker that nobody calls would look closed. */
  async look(probe: boolean): Promise<ProviderState> {
    const payment = this.peers.get('payment');
    try {
      if (probe && !(await payment.call(probeProvider, { timeoutMs: PROBE_MS })).healthy) return 'open';
      return (await payment.call(getProviderHealth, { timeoutMs: HEALTH_MS })).state;
    } catch {
      return 'open';
    }
  }
}
