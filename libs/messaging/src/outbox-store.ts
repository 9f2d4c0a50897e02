import type { Database } from '@breakwater/database';

export interface OutboxRow {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly traceparent: string | null;
  readonly occurred_at: Date;
  readonly attempts: number;
}

export interface Failure {
  readonly id: string;
  readonly nextAttemptAt: Date;
  readonly error: string;
}

export interface OutboxStats {
  /** Events that wait for delivery. */
  readonly pending: number;
  /** Age of the oldest of them, 0 when there is none. */
  readonly oldestSeconds: number;
}

/** Destinations that have something to deliver now. */
export async function dueDestinations(db: Database, now: Date): Promise<string[]> {
  const rows = await db.writer.query<{ destination: string }>(
    `SELECT DISTINCT destination FROM outbox
     WHERE delivered_at IS NULL AND next_attempt_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)`,
    [now],
  );
  return rows.map((row) => row.destination);
}

/**
 * Leases due events of one destination, to be delivered in order; none while another relay holds some of it, so that a
 * destination gets its events one after the other. No transaction stays open during the delivery: a relay that dies
 * leaves a lease that ends by itself.
 */
export async function claim(
  db: Database,
  { destination, owner, now, until, limit, first }: ClaimOptions,
): Promise<readonly OutboxRow[]> {
  const rows = await db.transaction(async (tx) => {
    // Two relays that claim at once would not see each other's uncommitted lease.
    const lock = 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 8104)) AS got';
    const [locked] = await tx.query<{ got: boolean }>(lock, [destination]);
    if (!locked?.got) return [];
    return await tx.query<OutboxRow>(
      `UPDATE outbox SET lease_owner = $2, lease_until = $4 WHERE id IN (
         SELECT id FROM outbox
         WHERE destination = $1 AND delivered_at IS NULL AND next_attempt_at <= $3
           AND NOT EXISTS (
             SELECT FROM outbox WHERE destination = $1 AND delivered_at IS NULL AND lease_until > $3)
         ORDER BY ${first === 'oldest' ? 'sequence' : 'attempts, sequence'} LIMIT $5 FOR UPDATE SKIP LOCKED)
       RETURNING id, sequence, type, data, traceparent, occurred_at, attempts`,
      [destination, owner, now, until, limit],
    );
  });
  return rows.sort((a, b) => a.sequence - b.sequence);
}

interface ClaimOptions {
  readonly destination: string;
  readonly owner: string;
  readonly now: Date;
  readonly until: Date;
  readonly limit: number;
  /** Which of more than `limit`. */
  readonly first: 'oldest' | 'least tried';
}

/** Ends a lease: what was delivered is marked, what failed waits for its next attempt, the rest is free again. */
export async function settle(
  db: Database,
  { destination, owner, delivered, failed, now }: SettleOptions,
): Promise<void> {
  await db.transaction(async (tx) => {
    if (delivered.length > 0) {
      await tx.query(
        `UPDATE outbox SET delivered_at = $3, attempts = attempts + 1, lease_owner = NULL, lease_until = NULL
         WHERE id = ANY($1::uuid[]) AND lease_owner = $2 AND delivered_at IS NULL`,
        [delivered, owner, now],
      );
    }
    for (const { id, nextAttemptAt, error } of failed) {
      await tx.query(
        `UPDATE outbox SET next_attempt_at = $3, last_error = $4, attempts = attempts + 1,
           lease_owner = NULL, lease_until = NULL
         WHERE id = $1 AND lease_owner = $2 AND delivered_at IS NULL`,
        [id, owner, nextAttemptAt, error],
      );
    }
    await tx.query(
      `UPDATE outbox SET lease_owner = NULL, lease_until = NULL
       WHERE destination = $1 AND delivered_at IS NULL AND lease_owner = $2`,
      [destination, owner],
    );
  });
}

interface SettleOptions {
  readonly destination: string;
  readonly owner: string;
  readonly delivered: readonly string[];
  readonly failed: readonly Failure[];
  readonly now: Date;
}

export async function outboxStats(db: Database, now: Date): Promise<OutboxStats> {
  const [row] = await db.writer.query<{ pending: number; oldest: Date | null }>(
    'SELECT count(*) AS pending, min(occurred_at) AS oldest FROM outbox WHERE delivered_at IS NULL',
  );
  const oldestMs = row?.oldest ? Math.max(0, now.getTime() - row.oldest.getTime()) : 0;
  return { pending: row?.pending ?? 0, oldestSeconds: Math.round(oldestMs / 1000) };
}

/** Deletes what was delivered before `before`; returns how many. */
export async function forgetDelivered(db: Database, before: Date, limit = 1_000): Promise<number> {
  const gone = await db.writer.query(
    `DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE delivered_at < $1
       ORDER BY delivered_at LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING 1`,
    [before, limit],
  );
  return gone.length;
}
