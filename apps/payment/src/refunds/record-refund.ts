import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import { CLOCK, IDS, LOGGER, Outbox } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { takeBackAdoption } from '../adjustments/take-back-adoption.js';
import { RecordAttempt } from '../attempts/record-attempt.js';
import { refundChanges, refundStateOf } from '../domain/decide-refund.js';
import { refundPostings } from '../domain/ledger-postings.js';
import { findTransactionOfRefund, postToLedger } from '../ledger/ledger.repository.js';
import { reverseIn } from '../ledger/reverse-transaction.js';
import { refundRepository, type RefundRow } from './refund.repository.js';
import { refundsReturned } from './refunds.metrics.js';

/** Writes down what became of a refund: refund, attempt, ledger and outbox in one transaction. */
@Injectable()
export class RecordRefund {
  constructor(
    private readonly database: Database,
    private readonly attempts: RecordAttempt,
    private readonly outbox: Outbox,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async run(id: string, providerStatus: string | null, reference: string | null): Promise<RefundRow> {
    const refund = await this.database.transaction((tx) => this.settle(tx, id, providerStatus, reference));
    this.outbox.wake();
    return refund;
  }

  private async settle(
    tx: Sql,
    id: string,
    providerStatus: string | null,
    reference: string | null,
  ): Promise<RefundRow> {
    const refund = (await refundRepository.lock(tx, id))!;
    const state = refundStateOf(providerStatus);
    const changes = refundChanges(refund.state, state);
    if (changes === 'looked') await refundRepository.looked(tx, id);
    if (changes === 'looked' || changes === 'nothing') return refund;
    const now = new Date(this.clock.now());
    await refundRepository.settle(tx, id, state, reference, now);
    const after = { ...refund, state, reference: reference ?? refund.reference };
    if (state !== 'pending') await this.takeBackAdoption(tx, after, now);
    if (changes === 'done') await this.book(tx, after, now);
    if (changes === 'returned') await this.takeBack(tx, after, now);
    return after;
  }

  /** Whatever became of it, reconciliation need not hold it any more: done it is booked as a refund, failed as nothing. */
  private async takeBackAdoption(tx: Sql, { reference, amountMinor }: RefundRow, at: Date): Promise<void> {
    if (reference !== null) await takeBackAdoption(tx, { kind: 'adopt_refund', reference, amountMinor, at }, this.ids);
  }

  private async book(tx: Sql, { id, attemptId, amountMinor, currency }: RefundRow, occurredAt: Date): Promise<void> {
    const entry = { id: this.ids(), kind: 'refund', attemptId, refundId: id, occurredAt } as const;
    if (!(await postToLedger(tx, entry, refundPostings({ amountMinor, currency })))) {
      throw new Error(`refund ${id} is in the ledger already`);
    }
    await this.attempts.applyIn(tx, attemptId, { type: 'refunded', amountMinor });
  }

  /** The money is with the provider again, and the customer has not got it. */
  private async takeBack(tx: Sql, { id, attemptId, amountMinor, reference }: RefundRow, at: Date): Promise<void> {
    const booked = await findTransactionOfRefund(tx, id);
    if (booked === undefined) throw new Error(`refund ${id} is not in the ledger`);
    await reverseIn(tx, booked, { id: this.ids(), reason: 'the bank sent the refund back', occurredAt: at });
    await this.attempts.applyIn(tx, attemptId, { type: 'refund_returned', amountMinor });
    refundsReturned.add(1, { kind: 'refund' });
    this.log.error({ refundId: id, attemptId, amountMinor, reference }, 'a refund that was done has failed');
  }
}
