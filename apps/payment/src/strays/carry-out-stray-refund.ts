import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import type { Clock, IdSource } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, IDS, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Stripe } from 'stripe';
import { adjustmentRepository } from '../adjustments/adjustment.repository.js';
import { takeBackAdoption } from '../adjustments/take-back-adoption.js';
import { meaningOfRefundFailure, mustLookUpFirst, refundChanges, refundStateOf } from '../domain/decide-refund.js';
import { keyWindow } from '../domain/key-window.js';
import { strayRefundPostings } from '../domain/ledger-postings.js';
import { findTransactionOfStray, postToLedger } from '../ledger/ledger.repository.js';
import { reverseIn } from '../ledger/reverse-transaction.js';
import { outcomeUnknown, providerUnavailable } from '../provider/provider.errors.js';
import { ProviderFailure } from '../provider/provider-failure.js';
import { StripeProvider } from '../provider/stripe-provider.js';
import { refundsReturned } from '../refunds/refunds.metrics.js';
import { strayRefundRepository, type StrayRefundRow } from './stray-refund.repository.js';

/** Asks the provider for a recorded refund of a stray charge, and writes down what became of it with the ledger. */
@Injectable()
export class CarryOutStrayRefund {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Throws `payment.provider.unavailable`, `payment.outcome.unknown`; the refund stays pending then. */
  async run(id: string): Promise<StrayRefundRow> {
    const refund = (await strayRefundRepository.find(this.database.writer, id))!;
    if (refund.state === 'failed') return refund;
    try {
      const answer = await this.ask(refund);
      faultPoint('payment.stray.answered');
      return await this.settle(id, answer.status, answer.id);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      this.log.info({ refundId: id, ...error.facts }, 'refund of a stray did not get through');
      return this.meaningOf(error, refund);
    }
  }

  private async ask(refund: StrayRefundRow): Promise<Stripe.Refund> {
    const { id, charge, amountMinor, keyRound, reference, state } = refund;
    // Never anew: at most it has come back.
    if (state === 'succeeded' && reference !== null) return this.provider.retrieveRefund(reference);
    const window = keyWindow(refund.createdAt.getTime(), this.clock.now());
    const mustLook = mustLookUpFirst({ keyRound, keyWindow: window, reference });
    const known = mustLook ? await this.provider.findChargeRefund(charge, id) : undefined;
    return known ?? this.provider.refundCharge(charge, id, amountMinor, `${id}:stray:${keyRound}`);
  }

  private async meaningOf(failure: ProviderFailure, refund: StrayRefundRow): Promise<StrayRefundRow> {
    switch (meaningOfRefundFailure(failure.kind, failure.step === 'refund' ? 'refund' : 'look_up')) {
      case 'failed':
        return this.settle(refund.id, 'failed', null);
      case 'unavailable':
        throw providerUnavailable(failure.message);
      case 'next_round':
        await strayRefundRepository.nextKeyRound(this.database.writer, refund.id, refund.keyRound);
        throw outcomeUnknown(failure.message);
      case 'outcome_unknown':
        throw outcomeUnknown(failure.message);
    }
  }

  private settle(id: string, providerStatus: string | null, reference: string | null): Promise<StrayRefundRow> {
    return this.database.transaction(async (tx) => {
      const refund = await strayRefundRepository.lock(tx, id);
      const state = refundStateOf(providerStatus);
      const changes = refundChanges(refund.state, state);
      if (changes === 'looked') await strayRefundRepository.looked(tx, id);
      if (changes === 'looked' || changes === 'nothing') return refund;
      const now = new Date(this.clock.now());
      const after = { ...refund, state, reference: reference ?? refund.reference };
      await strayRefundRepository.settle(tx, id, state, reference, now);
      if (changes === 'done') await this.book(tx, after, now);
      if (changes === 'failed') await this.takeBackAdoption(tx, after, now);
      if (changes === 'returned') await this.takeBack(tx, after, now);
      return after;
    });
  }

  private async takeBackAdoption(tx: Sql, { reference, amountMinor }: StrayRefundRow, at: Date): Promise<void> {
    if (reference !== null) await takeBackAdoption(tx, { kind: 'adopt_refund', reference, amountMinor, at }, this.ids);
  }

  /** The money is with the provider again, and whose it is has not got it. */
  private async takeBack(tx: Sql, { id, amountMinor, reference }: StrayRefundRow, at: Date): Promise<void> {
    const booked = await findTransactionOfStray(tx, id);
    if (booked === undefined) throw new Error(`refund ${id} of a stray is not in the ledger`);
    await reverseIn(tx, booked, { id: this.ids(), reason: 'the bank sent the refund back', occurredAt: at });
    refundsReturned.add(1, { kind: 'stray_refund' });
    this.log.error({ refundId: id, amountMinor, reference }, 'a refund that was done has failed');
  }

  private async book(tx: Sql, refund: StrayRefundRow, occurredAt: Date): Promise<void> {
    const { id: source, charge, intent, chargeTransaction, amountMinor, currency, reason } = refund;
    // The attempt first, as everybody who books what became of a charge.
    const attemptId = intent === null ? undefined : await strayRefundRepository.lockAttemptOf(tx, intent);
    const names = [charge, intent, chargeTransaction].filter((name) => name !== null);
    await adjustmentRepository.lock(tx, names);
    await this.takeBackAdoption(tx, refund, occurredAt);
    const adoptions = await adjustmentRepository.adoptionsOf(tx, 'adopt_charge', names);
    const heldMinor =
      adoptions.reduce((sum, { shareMinor }) => sum + shareMinor, 0) +
      (await adjustmentRepository.strayRefundsMinor(tx, charge));
    const unknownMinor = Math.max(0, amountMinor - Math.max(0, heldMinor));
    // Beside the adoption, so that together they come to nothing for its attempt as well.
    const of = adoptions.find((adoption) => adoption.attemptId !== null)?.attemptId ?? attemptId ?? null;
    const transaction = { id: this.ids(), kind: 'stray_refund', attemptId: of, source, reason, occurredAt } as const;
    await postToLedger(tx, transaction, strayRefundPostings({ amountMinor, currency }, unknownMinor));
  }
}
