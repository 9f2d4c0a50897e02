import { Injectable } from '@nestjs/common';
import { Fault } from '@breakwater/kernel';
import type { AttemptRow } from './attempt.row.js';
import { AttemptLease } from './attempt-lease.js';
import { DriveAttempt } from './drive-attempt.js';
import { RecordAttempt } from './record-attempt.js';

/** Gives back what is not captured, so that nobody can be charged by this attempt any more. */
@Injectable()
export class VoidPayment {
  constructor(
    private readonly lease: AttemptLease,
    private readonly driver: DriveAttempt,
    private readonly record: RecordAttempt,
  ) {}

  /** Throws `payment.attempt.not_found`, `payment.attempt.illegal_move`, `payment.provider.unavailable`, `payment.outcome.unknown`. */
  async run(id: string): Promise<AttemptRow> {
    await this.record.find(id);
    const row = await this.lease.hold(id, (held) => this.driver.drive(held, { type: 'void' }));
    if (row.state === 'voided' || row.state === 'declined') return row;
    throw new Fault('conflict', 'payment.attempt.illegal_move', `attempt ${id} cannot be voided, it is ${row.state}`, {
      details: { state: row.state },
    });
  }
}
