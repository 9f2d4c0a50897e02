import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK } from '@breakwater/service-host';
import { AttemptLease } from '../attempts/attempt-lease.js';
import { attemptRepository } from '../attempts/attempt.repository.js';
import { attemptOf } from '../attempts/attempt.row.js';
import { decideAttempt } from '../domain/decide-attempt.js';
import { REFUND_FIRST_LOOK_MS } from '../domain/decide-refund.js';
import { CarryOutRefund } from './carry-out-refund.js';
import { type NewRefund, refundRepository, type RefundRow } from './refund.repository.js';

/** Gives money back. Recorded first; from then on it is carried out, by this call or by the sweeper. */
@Injectable()
export class RefundPayment {
  constructor(
    private readonly database: Database,
    private readonly lease: AttemptLease,
    private readonly carryOut: CarryOutRefund,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `payment.attempt.not_found`, `payment.refund.exceeds_capture`, `payment.provider.unavailable`, `payment.outcome.unknown`. */
  async run(asked: NewRefund & { currency: string }): Promise<RefundRow> {
    const refund = await this.recordOnce(asked);
    if (refund.state !== 'pending') return refund;
    faultPoint('payment.refund.recorded');
    return this.lease.hold(asked.attemptId, () => this.carryOut.run(asked.id));
  }

  private recordOnce(asked: NewRefund & { currency: string }): Promise<RefundRow> {
    return this.database.transaction(async (tx) => {
      const attempt = await attemptRepository.lock(tx, asked.attemptId);
      if (attempt === undefined) {
        throw new Fault('not_found', 'payment.attempt.not_found', `no attempt ${asked.attemptId}`);
      }
      const known = await refundRepository.find(tx, asked.id);
      if (known !== undefined) return sameRefund(known, asked);
      if (attempt.currency !== asked.currency) {
        throw new Fault('unprocessable', 'payment.refund.exceeds_capture', `captured ${attempt.currency}`);
      }
      const pendingMinor = await refundRepository.pendingMinor(tx, asked.attemptId);
      decideAttempt(attemptOf(attempt), { type: 'refund', amountMinor: asked.amountMinor, pendingMinor });
      const now = this.clock.now();
      await refundRepository.insert(tx, asked, new Date(now), new Date(now + REFUND_FIRST_LOOK_MS));
      return (await refundRepository.find(tx, asked.id))!;
    });
  }
}

function sameRefund(known: RefundRow, asked: NewRefund & { currency: string }): RefundRow {
  const { attemptId, amountMinor, currency } = asked;
  if (known.attemptId === attemptId && known.amountMinor === amountMinor && known.currency === currency) return known;
  throw new Fault('conflict', 'payment.refund.mismatch', `refund ${asked.id} exists with another attempt or amount`);
}
