import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import { CLOCK, IDS, Outbox } from '@breakwater/service-host';
import { takeBackAdoption } from '../adjustments/take-back-adoption.js';
import { RecordAttempt } from '../attempts/record-attempt.js';
import { refundStateOf } from '../domain/decide-refund.js';
import { refundPostings } from '../domain/ledger-postings.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { refundRepository, type RefundRow } from './refund.repository.js';

/** Writes down what became of a refund: refund, attempt, ledger and outbox in one transaction. */
@Injectable()
export class RecordRefund {
  constructor(
    private readonly database: Database,
    private readonly attempts: RecordAttempt,
    private readonly outbox: Outbox,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
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
    if (refund.state !== 'pending') return refund;
    const state = refundStateOf(providerStatus);
    const now = new Date(this.clock.now());
    await refundRepository.settle(tx, id, state, reference, now);
    if (state === 'succeeded') {
      const { attemptId, amountMinor, currency } = refund;
      const entry = { id: this.ids(), kind: 'refund', attemptId, refundId: id, occurredAt: now } as const;
      if (reference !== null)
        await takeBackAdoption(tx, { kind: 'adopt_refund', reference, amountMinor, at: now }, this.ids);
      if (!(await postToLedger(tx, entry, refundPostings({ amountMinor, currency })))) {
        throw new Error(`refund ${id} is in the ledger already`);
      }
      await this.attempts.applyIn(tx, attemptId, { type: 'refunded', amountMinor });
    }
    return { ...refund, state, reference };
  }
}
