import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import type { Source } from '../domain/facts.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { StoreStretch } from '../sources/store-stretch.js';
import { sourcesOf, type Stretch } from '../sources/source-pages.js';

const HOUR_MS = 3_600_000;
/** The provider may have written it down long before us. */
const LOOK_BACK_MS: Partial<Readonly<Record<Source, number>>> = {
  provider: 48 * HOUR_MS,
  payout: 336 * HOUR_MS,
  bank: 336 * HOUR_MS,
};
const AROUND_MS = 5 * 60_000;

/** Reads what every source says about some time once more. */
@Injectable()
export class RequerySources {
  constructor(
    @Inject(StoreStretch) private readonly store: StoreStretch,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `reconciliation.source.unavailable`. */
  async around(atMs: number): Promise<void> {
    for (const source of sourcesOf(this.config)) await this.store.run(source, this.stretchOf(source, atMs));
  }

  private stretchOf(source: Source, atMs: number): Stretch {
    const fromMs = Math.min(atMs, this.clock.now()) - (LOOK_BACK_MS[source] ?? AROUND_MS);
    return { fromMs, toMs: Math.max(atMs + AROUND_MS, this.clock.now()) };
  }
}
