import type { Store } from '../storage/store.js';

interface DocumentRow {
  readonly id: string;
  readonly kind: string;
  readonly parent: string | null;
  readonly facet: string | null;
  readonly body: string;
}

export interface Changes {
  readonly before: readonly DocumentRow[];
  readonly added: readonly string[];
}

// Events were sent: they stay.
const KINDS = `('payment_intent', 'charge', 'refund', 'balance_transaction', 'payout', 'bank_line')`;

/** Changes behind the back of everybody, with what is needed to take them back. */
export class Tampering {
  private readonly before: DocumentRow[] = [];
  private readonly start: number;

  constructor(private readonly store: Store) {
    this.start = Number(store.row('SELECT coalesce(max(seq), 0) AS last FROM documents')?.['last']);
  }

  /** To be called before a document is changed. */
  remember(...ids: readonly string[]): void {
    for (const id of ids) {
      const row = this.store.row('SELECT id, kind, parent, facet, body FROM documents WHERE id = ?', id);
      if (row !== undefined) this.before.push(row as unknown as DocumentRow);
    }
  }

  /** Takes a document out of every list, as if it had never been. */
  withhold(id: string): void {
    this.remember(id);
    this.store.run(`UPDATE documents SET kind = 'withheld' WHERE id = ?`, id);
  }

  get changes(): Changes {
    const rows = this.store.rows(`SELECT id FROM documents WHERE seq > ? AND kind IN ${KINDS}`, this.start);
    return { before: this.before, added: rows.map(({ id }) => String(id)) };
  }

  static undo(store: Store, { before, added }: Changes): void {
    for (const id of added) store.run('DELETE FROM documents WHERE id = ?', id);
    for (const { id, kind, parent, facet, body } of before.toReversed()) {
      store.run(
        'UPDATE documents SET kind = ?, parent = ?, facet = ?, body = ? WHERE id = ?',
        kind,
        parent,
        facet,
        body,
        id,
      );
    }
  }
}
