import { heartbeat } from '@breakwater/contracts';
import { eventLoopLagMs } from '@breakwater/telemetry';
import type { Outbox } from '../events/outbox.js';
import type { Readiness } from '../health/readiness.js';
import type { Peers } from '../peers.js';

const EVERY_MS = 2000;

export interface Instance {
  readonly service: string;
  readonly instance: string;
  readonly version: string;
}

/** Tells operations every 2 s that this process lives. Nothing waits for it and its failure changes nothing. */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private readonly startedAt = performance.now();

  constructor(
    private readonly self: Instance,
    private readonly peers: Peers,
    private readonly readiness: Readiness,
    private readonly outbox: Outbox | undefined,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.beat(), EVERY_MS);
    this.timer.unref();
    void this.beat();
  }

  /** The last word, so that operations forgets this instance instead of missing it. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.send('stopped', 'stopped in order');
  }

  private async beat(): Promise<void> {
    const faults: string[] = [];
    for (const [name, probe] of this.readiness.probes) {
      await probe().catch((error: unknown) => faults.push(`${name}: ${error instanceof Error ? error.message : 'down'}`));
    }
    const state = this.readiness.isDraining ? 'draining' : faults.length > 0 ? 'degraded' : 'ready';
    await this.send(state, faults.join('; ').slice(0, 500));
  }

  private async send(state: 'ready' | 'degraded' | 'draining' | 'stopped', detail: string): Promise<void> {
    try {
      await this.peers.get('operations').call(heartbeat, {
        params: { instance: this.self.instance },
        body: {
          service: this.self.service,
          version: this.self.version,
          state,
          uptimeSeconds: (performance.now() - this.startedAt) / 1000,
          eventLoopLagMs: eventLoopLagMs(),
          outbox: this.outbox === undefined ? null : await this.outbox.stats(),
          detail,
        },
        timeoutMs: 1000,
      });
    } catch {
      // Operations may be away: customers must not notice, and the next beat comes in 2 s.
    }
  }
}
