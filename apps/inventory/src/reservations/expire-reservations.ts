import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { ChangeReservation } from './change-reservation.js';
import { findDue } from './reservations.repository.js';

const BATCH = 200;

/** Gives back the stock of holds whose time is over. Safe to run in several instances at once: the rule looks again. */
@Injectable()
export class ExpireReservations {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChangeReservation) private readonly reservations: ChangeReservation,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Returns how many it looked at; fewer than a batch means that nothing more is due. */
  async sweep(): Promise<number> {
    const nowMs = this.clock.now();
    const due = await findDue(this.database.writer, new Date(nowMs), BATCH);
    for (const orderId of due) await this.expire(orderId, nowMs);
    return due.length;
  }

  /** One that fails (its stock is locked, say) waits for the next sweep and does not keep the others from theirs. */
  private async expire(orderId: string, nowMs: number): Promise<void> {
    try {
      await this.reservations.change(orderId, { type: 'expire', nowMs });
    } catch (error) {
      this.log.warn({ err: error, orderId }, 'hold could not be expired');
    }
  }
}
