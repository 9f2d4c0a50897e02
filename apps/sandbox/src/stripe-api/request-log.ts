import type { Fate } from '../faults/choose-fault.js';
import type { Operation } from './operations.js';

export interface LoggedRequest {
  readonly at: string;
  readonly id: string;
  readonly operation: Operation;
  readonly path: string;
  readonly status: number | null;
  readonly idempotencyKey: string | null;
  readonly replayed: boolean;
  readonly fate: Fate;
}

interface Count {
  requests: number;
  replayed: number;
  unanswered: number;
  byStatus: Record<string, number>;
}

const KEPT = 200;

/** Counts what reached the provider, so that the amplification of retries can be measured. In memory, bounded. */
export class RequestLog {
  private since = new Date().toISOString();
  private counts = new Map<Operation, Count>();
  private recent: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    const count = this.counts.get(request.operation) ?? { requests: 0, replayed: 0, unanswered: 0, byStatus: {} };
    count.requests++;
    if (request.replayed) count.replayed++;
    if (request.status === null) count.unanswered++;
    else count.byStatus[request.status] = (count.byStatus[request.status] ?? 0) + 1;
    this.counts.set(request.operation, count);
    this.recent.push(request);
    if (this.recent.length > KEPT) this.recent.shift();
  }

  report(): {
    since: string;
    total: number;
    operations: Partial<Record<Operation, Count>>;
    recent: readonly LoggedRequest[];
  } {
    const total = [...this.counts.values()].reduce((sum, count) => sum + count.requests, 0);
    return { since: this.since, total, operations: Object.fromEntries(this.counts), recent: this.recent.toReversed() };
  }

  clear(): void {
    this.since = new Date().toISOString();
    this.counts = new Map();
    this.recent = [];
  }
}
