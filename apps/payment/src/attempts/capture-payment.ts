import { Injectable } from '@nestjs/common';
import { Fault } from '@breakwater/kernel';
import type { AttemptRow } from './attempt.row.js';
import { AttemptLease } from './attempt-lease.js';
import { DriveAttempt } from './drive-attempt.js';
import { RecordAttempt } from './record-attempt.js';

/** Takes the money that was authorised. */
@Injectable()
export class CapturePayment {
  constructor(
    private readonly lease: AttemptLease,
    private readonly driver: DriveAttempt,
    private readonly record: RecordAttempt,
  ) {}

  /** Throws `payment.attempt.not_found`, `payment.attempt.illegal_move`, `payment.provider.unavailable`, `payment.outcome.unknown`. */
  async run(id: string): Promise<AttemptRow> {
    await this.record.find(id);
    const row = await this.lease.hold(id, (held) => this.driver.drive(held, { type: 'capture' }));
    if (row.state === 'captured' || row.state === 'refunded') return row;
    // The provider gave the authorisation up (expired, cancelled) before we took the money.
    throw new Fault(
      'conflict',
      'payment.attempt.illegal_move',
      `attempt ${id} cannot be captured, it is ${row.state}`,
      {
        details: { state: row.state },
      },
    );
  }
}
