import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { AttemptObservation, ProviderStep } from '../domain/attempt.js';
import { declineInWords } from '../domain/decline-words.js';
import { keyWindow } from '../domain/key-window.js';
import { observeIntent } from '../provider/observe-intent.js';
import { outcomeUnknown, providerUnavailable } from '../provider/provider.errors.js';
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

  /** Throws `payment.provider.unavailable` (nothing done) or, of a capture or cancellation, `payment.outcome.unknown`. */
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
    const key = `${row.id}:${step}:${row.keyRound}`;
    switch (step) {
      case 'create':
        return { type: 'intent_stored', reference: (await provider.createIntent(newIntent(row), key)).id };
      case 'confirm':
        return this.seen(await provider.confirmIntent(reference, row.paymentMethod, row.returnUrl, key), row, false);
      case 'capture':
        return this.seen(await provider.captureIntent(reference, key), row, false);
      case 'cancel':
        return this.seen(await provider.cancelIntent(reference, key), row, false);
      case 'find':
        return this.forget(row);
      case 'retrieve':
        return this.seen(await provider.retrieveIntent(reference), row, confirmNext);
      case 'refund':
        throw new Error('refunds have a way of their own');
    }
  }

  private async meaningOf(failure: ProviderFailure, step: ProviderStep, row: AttemptRow): Promise<AttemptObservation> {
    const { kind } = failure;
    const asking = step === 'retrieve' || step === 'find';
    // A failed create left at most an intent that nobody will confirm: no money, so it may be tried again.
    if (kind === 'not_done' || asking || (kind === 'failed' && step === 'create')) {
      throw providerUnavailable(failure.message);
    }
    if (kind === 'refused') return this.refusal(failure, step, row);
    if (step === 'create' || step === 'confirm') return { type: 'unclear' };
    throw outcomeUnknown(failure.message);
  }

  /** The provider said no: a decline, or the intent is not in the state that we thought. */
  private async refusal(failure: ProviderFailure, step: ProviderStep, row: AttemptRow): Promise<AttemptObservation> {
    const answer = failure.answer;
    if (step === 'create') return { type: 'declined', decline: declineInWords(answer?.code, answer?.decline_code) };
    if (step === 'confirm' && answer?.type === 'StripeCardError') {
      return { type: 'declined', decline: declineInWords(answer.code, answer.decline_code) };
    }
    if (step === 'confirm' && answer?.param === 'payment_method') {
      return { type: 'declined', decline: declineInWords('payment_method_unusable', undefined) };
    }
    return this.lookAfterRefusal(failure, step, row);
  }

  private async lookAfterRefusal(
    failure: ProviderFailure,
    step: ProviderStep,
    row: AttemptRow,
  ): Promise<AttemptObservation> {
    const seen = await this.take('retrieve', row, false).catch(() => undefined);
    if (step !== 'confirm') {
      if (seen === undefined) throw outcomeUnknown(failure.message);
      return seen;
    }
    if (seen?.type !== 'unconfirmed') return seen ?? { type: 'unclear' };
    return { type: 'declined', decline: declineInWords(failure.answer?.code, undefined) };
  }

  /** Past the key window: what was created and never confirmed is cancelled, so that nothing is left of it. */
  private async forget(row: AttemptRow): Promise<AttemptObservation> {
    const intent = await this.provider.findIntent(row.id);
    if (intent !== undefined && intent.status !== 'canceled') {
      await this.provider.cancelIntent(intent.id, `${row.id}:cancel:${row.keyRound}`);
    }
    return { type: 'absent' };
  }

  private seen(intent: Parameters<typeof observeIntent>[0], row: AttemptRow, confirmNext: boolean): AttemptObservation {
    return observeIntent(intent, keyWindow(row.createdAt.getTime(), this.clock.now()), confirmNext);
  }
}

function newIntent(row: AttemptRow): Parameters<StripeProvider['createIntent']>[0] {
  const amount = { amountMinor: row.amountMinor, currency: row.currency };
  return { attemptId: row.id, orderId: row.orderId, orderNumber: row.orderNumber, amount };
}
