import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, Fault, isFault } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK } from '@breakwater/service-host';
import { lookAgainInMs } from '../domain/look-again.js';
import { AttemptLease } from './attempt-lease.js';
import { attemptRepository, type NewAttempt } from './attempt.repository.js';
import type { AttemptRow } from './attempt.row.js';
import { DriveAttempt } from './drive-attempt.js';
import { RecordAttempt } from './record-attempt.js';

/** Records the attempt, then asks the provider for the money. The same id again continues or answers the same. */
@Injectable()
export class AuthorizePayment {
  constructor(
    private readonly database: Database,
    private readonly lease: AttemptLease,
    private readonly driver: DriveAttempt,
    private readonly record: RecordAttempt,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `payment.attempt.mismatch`, `payment.provider.unavailable`. */
  async run(asked: NewAttempt): Promise<AttemptRow> {
    const now = this.clock.now();
    const firstLook = new Date(now + (lookAgainInMs('created', 0) ?? 0));
    await attemptRepository.insert(this.database.writer, asked, new Date(now), firstLook);
    refuseMismatch(await this.record.find(asked.id), asked);
    faultPoint('payment.attempt.recorded');
    try {
      return await this.lease.hold(asked.id, (row) =>
        this.driver.drive(row, { type: 'authorize', keyWindow: this.driver.windowOf(row) }),
      );
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.outcome.unknown') throw error;
      // Another call with this id is still under way, or was when its process died: for this caller the outcome is not known.
      const row = await this.record.find(asked.id);
      // Before the provider's id is stored nothing is confirmed: that says no more than that the attempt is begun.
      return row.state === 'created' && row.reference !== null ? { ...row, state: 'unknown' } : row;
    }
  }
}

function refuseMismatch(row: AttemptRow, asked: NewAttempt): void {
  const same =
    row.orderId === asked.orderId &&
    row.amountMinor === asked.amount.amountMinor &&
    row.currency === asked.amount.currency &&
    row.couponDiscountMinor === asked.couponDiscountMinor &&
    row.paymentMethod === asked.paymentMethod;
  if (same) return;
  throw new Fault(
    'conflict',
    'payment.attempt.mismatch',
    `attempt ${row.id} exists with another order, amount, coupon or card`,
  );
}
