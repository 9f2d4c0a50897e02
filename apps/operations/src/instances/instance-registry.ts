import type { Clock } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import { Inject, Injectable } from '@nestjs/common';
import { type Report, withoutHistory, withReport } from '../domain/instances.js';

/** Enough for any demo; whoever holds a service token cannot fill the memory either. */
const MAX_INSTANCES = 500;

/** Who is there. In memory: after a restart everybody has reported again within 2 s, and no database is needed to know. */
@Injectable()
export class InstanceRegistry {
  readonly watchingSinceMs: number;
  private reports: readonly Report[] = [];

  constructor(@Inject(CLOCK) private readonly clock: Clock) {
    this.watchingSinceMs = clock.now();
  }

  receive(report: Omit<Report, 'receivedAtMs'>): void {
    const received = { ...report, receivedAtMs: this.clock.now() };
    this.reports = withReport(this.known(), received).slice(-MAX_INSTANCES);
  }

  known(): readonly Report[] {
    this.reports = withoutHistory(this.reports, this.clock.now());
    return this.reports;
  }
}
