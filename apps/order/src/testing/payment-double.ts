import { setTimeout as pause } from 'node:timers/promises';
import type { ProviderState } from '@breakwater/contracts';
import type { PeerAnswer, PeerScript } from '@breakwater/testing';
import { PaymentDesk } from './payment-desk.js';

/** Payment with a provider that can be out. */
export class PaymentDouble {
  readonly desk = new PaymentDesk();
  provider: ProviderState = 'closed';
  latencyMs = 0;
  /** Orders in the order in which their payment was asked for while the provider was there. */
  readonly asked: string[] = [];
  /** How often something was asked for while the provider was out. */
  refused = 0;
  probes = 0;

  readonly script: PeerScript = async (request) => {
    if (request.path.startsWith('/internal/provider/')) return this.health(request.path);
    if (this.latencyMs > 0) await pause(this.latencyMs);
    if (request.method !== 'GET' && this.isOut) {
      this.refused++;
      return { status: 503, body: { error: { code: 'payment.provider.unavailable', message: '' } } };
    }
    const { orderId } = (request.body ?? {}) as { orderId?: string };
    if (orderId !== undefined) this.asked.push(orderId);
    return this.desk.script(request);
  };

  private get isOut(): boolean {
    return this.provider === 'open' || this.provider === 'half_open';
  }

  private health(path: string): PeerAnswer {
    if (!path.endsWith('/probe'))
      return { status: 200, body: { state: this.provider, since: new Date().toISOString() } };
    this.probes++;
    return { status: 200, body: { healthy: !this.isOut } };
  }
}
