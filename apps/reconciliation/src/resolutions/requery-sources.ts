import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import type { Source } from '../domain/facts.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { sourcesOf, type Stretch } from '../sources/source-pages.js';
import { StoreStretch } from '../sources/store-stretch.js';

const HOUR_MS = 3_600_000;
const FORTNIGHT_MS = 14 * 24 * HOUR_MS;
/** How far around a moment another side may have written it down. */
const AROUND_MS: Readonly<Partial<Record<Source, number>>> = {
  provider: HOUR_MS,
  payout: FORTNIGHT_MS,
  bank: FORTNIGHT_MS,
};
const NEAR_MS = 5 * 60_000;
const FAR_MS = HOUR_MS;

interface Batch {
  fromMs: number;
  toMs: number;
  readonly done: Promise<void>;
}

/** Reads what every source says about some time once more. Who asks while one reading runs shares the next one. */
@Injectable()
export class RequerySources {
  private running: Promise<void> = Promise.resolve();
  private next: Batch | undefined;

  constructor(
    @Inject(StoreStretch) private readonly store: StoreStretch,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `reconciliation.source.unavailable`. */
  around(atMs: number): Promise<void> {
    const { next } = this;
    if (next === undefined) return this.open(atMs);
    // Far apart they would make one reading of all that lies between.
    if (atMs < next.fromMs - FAR_MS || atMs > next.toMs + FAR_MS) return this.open(atMs);
    next.fromMs = Math.min(next.fromMs, atMs);
    next.toMs = Math.max(next.toMs, atMs);
    return next.done;
  }

  private open(atMs: number): Promise<void> {
    const window = { fromMs: atMs, toMs: atMs };
    const done = this.readAfter(this.running, window);
    this.next = Object.assign(window, { done });
    this.running = done.catch(() => undefined);
    return done;
  }

  private async readAfter(former: Promise<void>, window: { fromMs: number; toMs: number }): Promise<void> {
    await former;
    if (this.next === window) this.next = undefined;
    await this.read(window);
  }

  private async read({ fromMs, toMs }: Stretch): Promise<void> {
    for (const source of sourcesOf(this.config)) await this.store.run(source, this.stretchOf(source, fromMs, toMs));
  }

  private stretchOf(source: Source, fromMs: number, toMs: number): Stretch {
    const aroundMs = AROUND_MS[source] ?? NEAR_MS;
    // The provider's clock may be ahead of ours; what it dates in our future is read with the present.
    const nowMs = this.clock.now();
    return { fromMs: Math.min(fromMs, nowMs) - aroundMs, toMs: Math.min(toMs, nowMs) + aroundMs };
  }
}
