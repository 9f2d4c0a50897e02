import { Inject, Injectable } from '@nestjs/common';
import { type Clock, isFault } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import { counter, type Logger } from '@breakwater/telemetry';

/** Under an outage every visitor misses the same part: one line of log a second says it. */
const WARN_EVERY_MS = 1000;

const missing = counter('product_parts_missing_total', {
  help: 'Product pages shown without one of their parts',
  labels: ['part'],
});

/** Keeps count of what pages had to do without. */
@Injectable()
export class MissingParts {
  private readonly warnedAtMs = new Map<string, number>();

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  note(part: string, error: unknown): void {
    missing.add(1, { part });
    const now = this.clock.now();
    if (now - (this.warnedAtMs.get(part) ?? 0) < WARN_EVERY_MS) return;
    this.warnedAtMs.set(part, now);
    const why = error instanceof Error ? error.message : String(error);
    this.log.warn(
      { part, why, ...(isFault(error) ? { code: error.code } : {}) },
      'pages are shown without a part of them',
    );
  }
}
