import type { Row, Store } from '../storage/store.js';
import { backOffMs } from './back-off.js';

export interface Delivery {
  readonly seq: number;
  readonly eventId: string;
  readonly attempts: number;
}

/** Each row is one delivery that has not succeeded yet. Times are the machine's, not the sandbox's. */
export class Deliveries {
  constructor(private readonly store: Store) {}

  add(eventId: string, dueAt: number): void {
    this.store.run('INSERT INTO deliveries (event_id, due_at) VALUES (?, ?)', eventId, dueAt);
  }

  due(now: number, limit: number): Delivery[] {
    return this.store
      .rows('SELECT * FROM deliveries WHERE due_at <= ? ORDER BY due_at, seq LIMIT ?', now, limit)
      .map(read);
  }

  nextDueAt(now: number): number | undefined {
    const at = this.store.row('SELECT min(due_at) AS at FROM deliveries WHERE due_at > ?', now)?.['at'];
    return at === null || at === undefined ? undefined : Number(at);
  }

  pending(): number {
    return Number(this.store.row('SELECT count(*) AS n FROM deliveries')?.['n'] ?? 0);
  }

  delivered(delivery: Delivery): void {
    this.store.run('DELETE FROM deliveries WHERE seq = ?', delivery.seq);
  }

  failed(delivery: Delivery, result: string, now: number): void {
    this.store.run(
      'UPDATE deliveries SET attempts = attempts + 1, last_result = ?, due_at = ? WHERE seq = ?',
      result,
      now + backOffMs(delivery.attempts + 1),
      delivery.seq,
    );
  }
}

function read(row: Row): Delivery {
  return { seq: Number(row['seq']), eventId: String(row['event_id']), attempts: Number(row['attempts']) };
}
