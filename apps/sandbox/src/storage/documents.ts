import type { Row, Store } from './store.js';

export interface Document {
  readonly id: string;
  /** Seconds since the epoch, as the provider counts. */
  readonly created: number;
}

export interface CreatedRange {
  readonly gt?: number | undefined;
  readonly gte?: number | undefined;
  readonly lt?: number | undefined;
  readonly lte?: number | undefined;
}

export interface ListFilter {
  readonly limit: number;
  readonly startingAfter?: string | undefined;
  readonly endingBefore?: string | undefined;
  readonly created?: CreatedRange | undefined;
  readonly parent?: string | undefined;
  readonly facet?: string | undefined;
  /** Balance transactions that this payout carries. */
  readonly payout?: string | undefined;
}

export interface DocumentShape<T> {
  readonly kind: string;
  /** The object that this one belongs to, such as the charge of a refund. */
  readonly parent?: (document: T) => string | null;
  /** What lists can be filtered by: an event's type, an intent's status. */
  readonly facet?: (document: T) => string;
}

/** One kind of record, kept as JSON; newest first, as the provider lists. */
export class Documents<T extends Document> {
  constructor(
    private readonly store: Store,
    private readonly shape: DocumentShape<T>,
  ) {}

  find(id: string): T | undefined {
    const row = this.store.row('SELECT body FROM documents WHERE id = ? AND kind = ?', id, this.shape.kind);
    return row === undefined ? undefined : this.read(row);
  }

  save(document: T): T {
    this.store.run(
      `INSERT INTO documents (id, kind, created, parent, facet, body) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET body = excluded.body, parent = excluded.parent, facet = excluded.facet`,
      document.id,
      this.shape.kind,
      document.created,
      this.shape.parent?.(document) ?? null,
      this.shape.facet?.(document) ?? null,
      JSON.stringify(document),
    );
    return document;
  }

  ofParent(parent: string): T[] {
    const sql = 'SELECT body FROM documents WHERE parent = ? AND kind = ? ORDER BY seq DESC';
    return this.store.rows(sql, parent, this.shape.kind).map((row) => this.read(row));
  }

  list(filter: ListFilter): { readonly data: T[]; readonly hasMore: boolean } {
    const backwards = filter.endingBefore !== undefined;
    const { where, values } = this.conditions(filter);
    const rows = this.store.rows(
      `SELECT body FROM documents WHERE ${where.join(' AND ')} ORDER BY seq ${backwards ? 'ASC' : 'DESC'} LIMIT ?`,
      ...values,
      filter.limit + 1,
    );
    const data = rows.slice(0, filter.limit).map((row) => this.read(row));
    return { data: backwards ? data.toReversed() : data, hasMore: rows.length > filter.limit };
  }

  remove(id: string): void {
    this.store.run('DELETE FROM documents WHERE id = ? AND kind = ?', id, this.shape.kind);
  }

  /** Forgets what was created before `createdBefore`; returns how many. */
  prune(createdBefore: number): number {
    return this.store.run('DELETE FROM documents WHERE kind = ? AND created < ?', this.shape.kind, createdBefore);
  }

  private read(row: Row): T {
    return JSON.parse(String(row['body'])) as T;
  }

  private conditions(filter: ListFilter): { where: string[]; values: (string | number)[] } {
    const where = ['kind = ?'];
    const values: (string | number)[] = [this.shape.kind];
    const add = (condition: string, value: string | number | undefined): void => {
      if (value === undefined) return;
      where.push(condition);
      values.push(value);
    };
    add('parent = ?', filter.parent);
    add('facet = ?', filter.facet);
    add("kind = 'balance_transaction' AND json_extract(body, '$.payout') = ?", filter.payout);
    add('created > ?', filter.created?.gt);
    add('created >= ?', filter.created?.gte);
    add('created < ?', filter.created?.lt);
    add('created <= ?', filter.created?.lte);
    add('seq < (SELECT seq FROM documents WHERE id = ?)', filter.startingAfter);
    add('seq > (SELECT seq FROM documents WHERE id = ?)', filter.endingBefore);
    return { where, values };
  }
}
