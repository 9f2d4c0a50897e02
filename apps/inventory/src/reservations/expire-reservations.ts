import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
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
  ) {}

  /** Returns how many it looked at; fewer than a batch means that nothing more is due. */
  async sweep(): Promise<number> {
    const nowMs = this.clock.now();
    const due = await findDue(this.database.writer, new Date(nowMs), BATCH);
    for (const orderId of due) await this.reservations.change(orderId, { type: 'expire', nowMs });
    return due.length;
  }
}
