import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Stripe } from 'stripe';
import { meaningOfRefundFailure, mustLookUpFirst } from '../domain/decide-refund.js';
import { keyWindow, providerKey } from '../domain/key-window.js';
import { outcomeUnknown, providerUnavailable } from '../provider/provider.errors.js';
import { ProviderFailure } from '../provider/provider-failure.js';
import { StripeProvider } from '../provider/stripe-provider.js';
import { RecordRefund } from './record-refund.js';
import { refundRepository, type RefundRow } from './refund.repository.js';

/** Asks the provider for a recorded refund, once, and how one is that was done. The caller holds the attempt's lease. */
@Injectable()
export class CarryOutRefund {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
    private readonly record: RecordRefund,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Throws `payment.provider.unavailable`, `payment.outcome.unknown`; the refund stays pending then. */
  async run(id: string): Promise<RefundRow> {
    const refund = (await refundRepository.find(this.database.writer, id))!;
    if (refund.state === 'failed' || (refund.state === 'succeeded' && refund.reference === null)) return refund;
    try {
      const answer = await this.ask(refund);
      faultPoint('payment.refund.answered');
      return await this.record.run(id, answer.status, answer.id);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      this.log.info({ refundId: id, ...error.facts }, 'refund did not get through');
      return this.meaningOf(error, refund);
    }
  }

  private async ask(refund: RefundRow): Promise<Stripe.Refund> {
    const { id, intent, amountMinor, keyRound, reference, state } = refund;
    // Never anew: at most it has come back.
    if (state === 'succeeded') return this.provider.retrieveRefund(reference!);
    const window = keyWindow(refund.createdAt.getTime(), this.clock.now());
    const mustLook = mustLookUpFirst({ keyRound, keyWindow: window, reference });
    const known = mustLook ? await this.provider.findRefund(intent, id) : undefined;
    return known ?? this.provider.refundIntent(intent, id, amountMinor, providerKey(id, 'refund', keyRound));
  }

  private async meaningOf(failure: ProviderFailure, refund: RefundRow): Promise<RefundRow> {
    switch (meaningOfRefundFailure(failure.kind, failure.step === 'refund' ? 'refund' : 'look_up')) {
      case 'unavailable':
        throw providerUnavailable(failure.message);
      case 'next_round':
        await refundRepository.nextKeyRound(this.database.writer, refund.id, refund.keyRound);
        throw outcomeUnknown(failure.message);
      case 'outcome_unknown':
        throw outcomeUnknown(failure.message);
      case 'failed':
        return this.record.run(refund.id, 'failed', null);
    }
  }
}
