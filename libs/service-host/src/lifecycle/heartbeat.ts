import { heartbeat } from '@breakwater/contracts';
import { eventLoopLagMs } from '@breakwater/telemetry';
import type { Outbox } from '../events/outbox.js';
import type { Readiness } from '../health/readiness.js';
import type { Peers } from '../peers.js';

const EVERY_MS = 2000;
/** A probe that hangs must not silence the heartbeat: silence means that the process is gone. */
const PROBE_LIMIT_MS = 1000;

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
    const { probes, watched, isDraining } = this.readiness;
    const asked = [...probes, ...watched].map(([name, probe]) => faultOf(name, probe()));
    const found = (await Promise.all(asked)).filter((fault) => fault !== undefined);
    const faults = [...found, ...this.peers.troubles()];
    const state = isDraining ? 'draining' : faults.length > 0 ? 'degraded' : 'ready';
    await this.send(state, faults.join('; ').slice(0, 500));
  }

  /** Unknown while the database is away; the instance lives all the same, and says so. */
  private outboxStats(): Promise<{ pending: number; oldestSeconds: number } | null> {
    return bounded(this.outbox?.stats() ?? Promise.resolve(null)).catch(() => null);
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
          outbox: await this.outboxStats(),
          detail,
        },
        timeoutMs: 1000,
      });
    } catch {
      // Operations may be away: customers must not notice, and the next beat comes in 2 s.
    }
  }
}

async function faultOf(name: string, probe: Promise<void>): Promise<string | undefined> {
  try {
    await bounded(probe);
    return undefined;
  } catch (error) {
    return `${name}: ${error instanceof Error ? error.message : 'down'}`;
  }
}

async function bounded<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${PROBE_LIMIT_MS} ms`)), PROBE_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
