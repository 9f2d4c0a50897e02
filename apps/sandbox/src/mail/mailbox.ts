import type { Row, Store } from '../storage/store.js';

const KEPT = 500;

export interface Mail {
  readonly id: string;
  readonly receivedAt: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
}

/** The last mails that the shop sent; older ones are thrown away. */
export class Mailbox {
  constructor(private readonly store: Store) {}

  keep(mail: Mail): void {
    this.store.transaction(() => {
      this.store.run(
        'INSERT INTO mails (id, received_at, sender, recipients, subject, text, html) VALUES (?, ?, ?, ?, ?, ?, ?)',
        mail.id,
        Date.parse(mail.receivedAt),
        mail.from,
        JSON.stringify(mail.to),
        mail.subject,
        mail.text,
        mail.html,
      );
      this.store.run(
        'DELETE FROM mails WHERE rowid <= (SELECT rowid FROM mails ORDER BY rowid DESC LIMIT 1 OFFSET ?)',
        KEPT,
      );
    });
  }

  /** Newest first; `to` finds a part of an address. */
  list(limit: number, to = ''): Mail[] {
    const sql = 'SELECT * FROM mails WHERE instr(lower(recipients), lower(?)) > 0 ORDER BY rowid DESC LIMIT ?';
    return this.store.rows(sql, to, limit).map(read);
  }

  find(id: string): Mail | undefined {
    const row = this.store.row('SELECT * FROM mails WHERE id = ?', id);
    return row && read(row);
  }

  delete(id: string): boolean {
    return this.store.run('DELETE FROM mails WHERE id = ?', id) > 0;
  }

  clear(): number {
    return this.store.run('DELETE FROM mails');
  }
}

function read(row: Row): Mail {
  return {
    id: String(row['id']),
    receivedAt: new Date(Number(row['received_at'])).toISOString(),
    from: String(row['sender']),
    to: JSON.parse(String(row['recipients'])) as string[],
    subject: String(row['subject']),
    text: String(row['text']),
    html: row['html'] === null ? null : String(row['html']),
  };
}
