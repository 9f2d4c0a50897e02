import { Inject, Injectable } from '@nestjs/common';
import { getProviderHealth, probeProvider } from '@breakwater/contracts';
import { Peers } from '@breakwater/service-host';
import type { ProviderState } from '../domain/pace.js';

/** The provider is asked within a second; the rest is the way there and back. */
const PROBE_MS = 1500;
const HEALTH_MS = 1000;

/** What payment says of its provider now. */
@Injectable()
export class WatchProvider {
  constructor(@Inject(Peers) private readonly peers: Peers) {}

  /** In an outage: has the provider asked, because a breaker that nobody calls may look closed. Without an answer it is out. */
  async probe(): Promise<ProviderState> {
    try {
      const { healthy } = await this.peers.get('payment').call(probeProvider, { timeoutMs: PROBE_MS });
      return healthy ? await this.ask() : 'open';
    } catch {
      return 'open';
    }
  }

  /** While orders are let go: no answer in time is a reason to be careful, how they fare tells more. */
  async look(): Promise<ProviderState> {
    try {
      return await this.ask();
    } catch {
      return 'ramping';
    }
  }

  private async ask(): Promise<ProviderState> {
    return (await this.peers.get('payment').call(getProviderHealth, { timeoutMs: HEALTH_MS })).state;
  }
}
