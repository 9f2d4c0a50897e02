import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { currentDeadline } from '@breakwater/resilience';
import { CONFIG } from '@breakwater/service-host';
import type { PaymentConfig } from '../payment.config.js';
import { outcomeUnknown } from '../provider/provider.errors.js';
import { RECORDING_RESERVE_MS } from '../payment.policies.js';
import { ATTEMPT_COLUMNS, type AttemptRow } from './attempt.row.js';

/** Longer than a worker may take, which is a handful of calls: so it runs out only when its holder died. */
const LONGEST_IN_CALLS = 6;
const RESERVE_MS = 2000;
const WAIT_MS = 5000;
const POLL_MS = 40;

// Events that met the lease are due now: here or, should this process end, at whichever instance sweeps next.
const RELEASE = `
  WITH released AS (
    UPDATE payment_attempt SET lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2
    RETURNING provider_reference
  )
  UPDATE webhook_event e SET next_try_at = '-infinity', waiting = false FROM released
  WHERE e.provider_reference = released.provider_reference AND e.waiting RETURNING e.id`;

/**
 * One worker at a time talks to the provider about an attempt. A row in the database and no lock, because no
 * transaction may stay open while the provider is asked. Should it run out, the rules and the provider's keys still hold.
 */
@Injectable()
export class AttemptLease {
  private listener: ((attemptId: string) => void) | undefined;

  private readonly leaseSeconds: number;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: PaymentConfig,
  ) {
    this.leaseSeconds = (LONGEST_IN_CALLS * config.PROVIDER_TIMEOUT_MS + RESERVE_MS) / 1000;
  }

  /** Told after a lease ended for which events of the provider had to wait. */
  onWaitingEvents(listener: (attemptId: string) => void): void {
    this.listener = listener;
  }

  /** Waits for its turn, up to the deadline. Throws `payment.outcome.unknown` when somebody else is at it for longer. */
  async hold<T>(id: string, work: (row: AttemptRow) => Promise<T>): Promise<T> {
    const waitMs = Math.min(WAIT_MS, (currentDeadline()?.remainingMs() ?? WAIT_MS) - RECORDING_RESERVE_MS);
    const giveUpAt = performance.now() + waitMs;
    for (;;) {
      const done = await this.tryHold(id, work);
      if (done !== undefined) return done.result;
      if (performance.now() >= giveUpAt) throw outcomeUnknown(`attempt ${id} is being worked by another call`);
      await pause(POLL_MS);
    }
  }

  /** Undefined when somebody else holds it. */
  async tryHold<T>(id: string, work: (row: AttemptRow) => Promise<T>): Promise<{ result: T } | undefined> {
    const token = crypto.randomUUID();
    const rows = await this.database.writer.query<AttemptRow>(
      `UPDATE payment_attempt SET lease_token = $2, lease_until = now() + make_interval(secs => $3)
       WHERE id = $1 AND (lease_until IS NULL OR lease_until < now()) RETURNING ${ATTEMPT_COLUMNS}`,
      [id, token, this.leaseSeconds],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    try {
      return { result: await work(row) };
    } finally {
      await this.release(id, token);
    }
  }

  private async release(id: string, token: string): Promise<void> {
    // It runs out by itself; the outcome of the work matters more than this.
    const waiting = await this.database.writer.query(RELEASE, [id, token]).catch(() => []);
    if (waiting.length > 0) this.listener?.(id);
  }
}
