import { createHash } from 'node:crypto';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import { Inject, Injectable } from '@nestjs/common';
import { attempt, type Attempts, type ThrottlePolicy } from '../domain/throttle.js';

export const WINDOW_MS = 15 * 60_000;

export interface Throttled {
  /** What is counted: `sign-in`, an e-mail, an address. Kept as a hash only. */
  readonly parts: readonly string[];
  readonly policy: ThrottlePolicy;
}

/** Attempts are counted in Postgres: every instance of the gateway sees all of them. */
@Injectable()
export class AttemptsRepository {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Counts one attempt under every key, or under none. Throws `auth.attempts.too_many` (429). */
  async count(throttled: readonly Throttled[]): Promise<void> {
    const keyed = throttled.map(({ parts, policy }) => ({ key: keyOf(parts), policy }));
    // In one order, so that two attempts never wait for each other.
    keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
    const refused = await this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const decisions = [];
      for (const { key, policy } of keyed) {
        decisions.push({ key, ...attempt(await lock(tx, key, now), now, policy) });
      }
      const [refusal] = decisions.flatMap(({ effects }) => effects);
      if (refusal !== undefined) return refusal;
      for (const { key, state } of decisions) await store(tx, key, state);
      return undefined;
    });
    if (refused === undefined) return;
    throw new Fault('too_many', 'auth.attempts.too_many', 'too many attempts', {
      publicMessage: 'Too many attempts. Please wait a while and try again.',
      retryAfterSeconds: refused.retryAfterSeconds,
    });
  }

  /** The right password was given: the wrong ones before it are forgotten. */
  async forget(parts: readonly string[]): Promise<void> {
    await this.db.writer.query('DELETE FROM sign_in_attempt WHERE key = $1', [keyOf(parts)]);
  }

  /** Takes back one attempt that turned out to be none. */
  async giveBack(parts: readonly string[]): Promise<void> {
    await this.db.writer.query('UPDATE sign_in_attempt SET count = count - 1 WHERE key = $1 AND count > 0', [
      keyOf(parts),
    ]);
  }

  /** Drops windows that are over. */
  async sweep(): Promise<void> {
    const before = new Date(this.clock.now() - WINDOW_MS);
    await this.db.writer.query('DELETE FROM sign_in_attempt WHERE started_at < $1', [before]);
  }
}

function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

async function lock(tx: Sql, key: string, nowMs: number): Promise<Attempts | null> {
  await tx.query(
    'INSERT INTO sign_in_attempt (key, count, started_at) VALUES ($1, 0, $2) ON CONFLICT (key) DO NOTHING',
    [key, new Date(nowMs)],
  );
  const [row] = await tx.query<{ count: number; started_at: Date }>(
    'SELECT count, started_at FROM sign_in_attempt WHERE key = $1 FOR UPDATE',
    [key],
  );
  return row === undefined ? null : { count: row.count, startedAtMs: row.started_at.getTime() };
}

async function store(tx: Sql, key: string, { count, startedAtMs }: Attempts): Promise<void> {
  await tx.query('UPDATE sign_in_attempt SET count = $2, started_at = $3 WHERE key = $1', [
    key,
    count,
    new Date(startedAtMs),
  ]);
}
