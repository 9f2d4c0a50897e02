import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault, type Money } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import { attemptRepository } from '../attempts/attempt.repository.js';
import { type AdjustmentKind, adjustmentPostings } from '../domain/ledger-postings.js';
import { findLedgerTransaction, postToLedger } from '../ledger/ledger.repository.js';
import { adjustmentRepository } from './adjustment.repository.js';

export interface Adjustment {
  readonly id: string;
  readonly kind: AdjustmentKind;
  readonly providerReference: string | null;
  readonly attemptId: string | null;
  readonly amount: Money;
  readonly reason: string;
}

/** Books what reconciliation could explain, against `discrepancies`. The adjustment's id is the ledger transaction's. */
@Injectable()
export class AdjustLedger {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws `payment.adjustment.mismatch`, `payment.adjustment.already_booked`, `payment.attempt.not_found`. */
  async run(asked: Adjustment): Promise<string> {
    await this.database.transaction((tx) => this.book(tx, asked));
    return asked.id;
  }

  private async book(tx: Sql, asked: Adjustment): Promise<void> {
    await adjustmentRepository.lock(tx, asked.providerReference ?? asked.id);
    const known = await findLedgerTransaction(tx, asked.id);
    if (known !== undefined) return this.refuseMismatch(tx, asked);
    const { id, kind, providerReference: source, attemptId, amount, reason } = asked;
    if (attemptId !== null && (await attemptRepository.find(tx, attemptId)) === undefined) {
      throw new Fault('not_found', 'payment.attempt.not_found', `no attempt ${attemptId}`);
    }
    if (source !== null && (await adjustmentRepository.isBooked(tx, kind, source))) {
      throw new Fault('conflict', 'payment.adjustment.already_booked', `${source} is in the books already`);
    }
    const occurredAt = new Date(this.clock.now());
    const transaction = { id, kind: 'adjustment', attemptId, reason: `${kind}: ${reason}`, occurredAt } as const;
    await postToLedger(
      tx,
      { ...transaction, ...(source === null ? {} : { source }) },
      adjustmentPostings(kind, amount),
    );
  }

  private async refuseMismatch(tx: Sql, asked: Adjustment): Promise<void> {
    const known = await adjustmentRepository.find(tx, asked.id);
    const same =
      known !== undefined &&
      known.kind === asked.kind &&
      known.source === asked.providerReference &&
      known.attemptId === asked.attemptId &&
      known.amountMinor === asked.amount.amountMinor &&
      known.currency === asked.amount.currency;
    if (same) return;
    throw new Fault('conflict', 'payment.adjustment.mismatch', `adjustment ${asked.id} exists and is another one`);
  }
}
