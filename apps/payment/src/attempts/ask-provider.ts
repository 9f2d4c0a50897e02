import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Stripe } from 'stripe';
import type { AttemptObservation, ProviderStep } from '../domain/attempt.js';
import { keyWindow, providerKey } from '../domain/key-window.js';
import { observeIntent, type SeenIntent } from '../domain/observe-intent.js';
import { meaningAfterLook, meaningOfFailure } from '../domain/provider-failures.js';
import { noTimeToAsk, outcomeUnknown, providerUnavailable } from '../provider/provider.errors.js';
import { ProviderFailure } from '../provider/provider-failure.js';
import { StripeProvider } from '../provider/stripe-provider.js';
import { attemptRepository } from './attempt.repository.js';
import type { AttemptRow } from './attempt.row.js';

/** Takes one step at the provider and says what was seen there. Outside any transaction. */
@Injectable()
export class AskProvider {
  constructor(
    private readonly provider: StripeProvider,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Throws `payment.provider.unavailable` and `payment.provider.no_time` (nothing done) or, of a capture or cancellation, `payment.outcome.unknown`. */
  async take(step: ProviderStep, row: AttemptRow, confirmNext: boolean): Promise<AttemptObservation> {
    try {
      return await this.attempt(step, row, confirmNext);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      this.log.info({ attemptId: row.id, ...error.facts }, 'provider call failed');
      if (error.kind === 'failed') await attemptRepository.nextKeyRound(this.database.writer, row.id, row.keyRound);
      return this.meaningOf(error, step, row);
    }
  }

  private async attempt(step: ProviderStep, row: AttemptRow, confirmNext: boolean): Promise<AttemptObservation> {
    const { provider } = this;
    const reference = row.reference ?? '';
    const key = providerKey(row.id, step, row.keyRound);
    switch (step) {
      case 'create':
        return this.created(await provider.createIntent(newIntent(row), key));
      case 'confirm':
        faultPoint('payment.intent.stored');
        return this.moved(step, await provider.confirmIntent(reference, row.paymentMethod, row.returnUrl, key), row);
      case 'capture':
        return this.moved(step, await provider.captureIntent(reference, key), row);
      case 'cancel':
        return this.moved(step, await provider.cancelIntent(reference, key), row);
      case 'find':
        return this.forget(row);
      case 'retrieve':
        return this.seen(await provider.retrieveIntent(reference), row, confirmNext);
      case 'refund':
        throw new Error('refunds have a way of their own');
    }
  }

  private created({ id }: Stripe.PaymentIntent): AttemptObservation {
    faultPoint('payment.create.answered');
    return { type: 'intent_stored', reference: id };
  }

  /** Money moved, or is held, or is not any more, and nobody here knows it yet. */
  private moved(step: ProviderStep, intent: Stripe.PaymentIntent, row: AttemptRow): AttemptObservation {
    faultPoint(`payment.${step}.answered`);
    return this.seen(intent, row, false);
  }

  private async meaningOf(failure: ProviderFailure, step: ProviderStep, row: AttemptRow): Promise<AttemptObservation> {
    const meaning = meaningOfFailure(failure.kind, step, failure.refusal, failure.hurried);
    if (meaning === 'no_time') throw noTimeToAsk(failure.message);
    if (meaning === 'unavailable') throw providerUnavailable(failure.message);
    const known = meaning === 'look' ? await this.lookAfterRefusal(failure, step, row) : meaning;
    if (known === 'outcome_unknown') throw outcomeUnknown(failure.message);
    return known;
  }

  /** The provider said no because the intent is not in the state that we thought. */
  private async lookAfterRefusal(
    failure: ProviderFailure,
    step: ProviderStep,
    row: AttemptRow,
  ): Promise<AttemptObservation | 'outcome_unknown'> {
    const seen = await this.take('retrieve', row, false).catch(() => undefined);
    return meaningAfterLook(step, seen, failure.refusal);
  }

  /** Past the key window: what was created and never confirmed is cancelled, so that nothing is left of it. */
  private async forget(row: AttemptRow): Promise<AttemptObservation> {
    const intent = await this.provider.findIntent(row.id);
    if (intent !== undefined && intent.status !== 'canceled') {
      await this.provider.cancelIntent(intent.id, providerKey(row.id, 'cancel', row.keyRound));
    }
    return { type: 'absent' };
  }

  private seen(intent: SeenIntent, row: AttemptRow, confirmNext: boolean): AttemptObservation {
    return observeIntent(intent, keyWindow(row.createdAt.getTime(), this.clock.now()), confirmNext);
  }
}

function newIntent(row: AttemptRow): Parameters<StripeProvider['createIntent']>[0] {
  const amount = { amountMinor: row.amountMinor, currency: row.currency };
  return { attemptId: row.id, orderId: row.orderId, orderNumber: row.orderNumber, amount };
}
