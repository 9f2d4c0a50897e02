import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { PaymentIntent } from '../domain/payment-intent.js';
import type { Store } from '../storage/store.js';
import type { SearchCondition } from './parse-search.js';

export interface SearchPage {
  readonly data: PaymentIntent[];
  readonly hasMore: boolean;
}

/** What search sees: each intent as it was `lagMs` ago, so that "not found" is not absence. */
export class SearchIndex {
  constructor(
    private readonly store: Store,
    private readonly clock: SandboxClock,
    private readonly lagMs: () => number,
  ) {}

  put(intent: PaymentIntent): void {
    const now = this.clock.now();
    this.store.run(
      'INSERT INTO search_versions (id, at, created, body) VALUES (?, ?, ?, ?)',
      intent.id,
      now,
      intent.created,
      JSON.stringify(intent),
    );
    this.store.run(
      `DELETE FROM search_versions WHERE id = ?1
        AND seq < (SELECT max(seq) FROM search_versions WHERE id = ?1 AND at <= ?2)`,
      intent.id,
      now - this.lagMs(),
    );
  }

  find(condition: SearchCondition, limit: number, offset: number): SearchPage {
    const rows = this.store.rows(
      `SELECT v.body FROM search_versions v
        WHERE v.seq = (SELECT max(seq) FROM search_versions WHERE id = v.id AND at <= ?) AND (${condition.sql})
        ORDER BY v.created DESC, v.seq DESC LIMIT ? OFFSET ?`,
      this.clock.now() - this.lagMs(),
      ...condition.values,
      limit + 1,
      offset,
    );
    const data = rows.slice(0, limit).map((row) => JSON.parse(String(row['body'])) as PaymentIntent);
    return { data, hasMore: rows.length > limit };
  }
}
