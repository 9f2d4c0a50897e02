import type { Database, Sql } from '@breakwater/database';
import type { Envelope } from './envelope.js';

/**
 * Notes in the consumer's transaction that the event has come. False when it came before: then do nothing, and commit.
 * Two deliveries at once: the second waits here until the first has committed or given up.
 */
export async function receiveOnce(tx: Sql, envelope: Pick<Envelope, 'id' | 'source' | 'type'>): Promise<boolean> {
  const stored = await tx.query(
    'INSERT INTO inbox (id, source, type) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING RETURNING 1',
    [envelope.id, envelope.source, envelope.type],
  );
  return stored.length === 1;
}

/** Forgets events that came longer ago than any producer repeats them; returns how many. The host's inbox does it. */
export async function forgetReceived(db: Database, { olderThanMs, limit = 1_000 }: ForgetOptions): Promise<number> {
  const gone = await db.writer.query(
    `DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE received_at < now() - $1 * interval '1 millisecond'
       ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING 1`,
    [olderThanMs, limit],
  );
  return gone.length;
}

interface ForgetOptions {
  readonly olderThanMs: number;
  readonly limit?: number;
}
