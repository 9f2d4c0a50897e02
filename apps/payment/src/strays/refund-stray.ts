import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, Fault, type Money } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import type { Stripe } from 'stripe';
import { idOf } from '../adjustments/find-adopted.js';
import { REFUND_FIRST_LOOK_MS } from '../domain/decide-refund.js';
import { ProviderFailure } from '../provider/provider-failure.js';
import { providerUnavailable } from '../provider/provider.errors.js';
import { StripeProvider } from '../provider/stripe-provider.js';
import { CarryOutStrayRefund } from './carry-out-stray-refund.js';
import { type NewStrayRefund, strayRefundRepository, type StrayRefundRow } from './stray-refund.repository.js';

export interface AskedStrayRefund {
  readonly id: string;
  readonly providerReference: string;
  readonly amount: Money;
  readonly reason: string;
}

/** Gives back a charge that is no attempt's own. Recorded first; from then on it is carried out, by this call or by the sweeper. */
@Injectable()
export class RefundStray {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
    private readonly carryOut: CarryOutStrayRefund,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws `payment.refund.mismatch`, `payment.refund.charge_not_found`, `payment.refund.not_a_stray`,
   * `payment.refund.exceeds_capture`, `payment.provider.unavailable`, `payment.outcome.unknown`.
   */
  async run(asked: AskedStrayRefund): Promise<StrayRefundRow> {
    const known = (await strayRefundRepository.find(this.database.writer, asked.id)) ?? (await this.record(asked));
    refuseMismatch(known, asked);
    return this.carryOut.run(asked.id);
  }

  private async record(asked: AskedStrayRefund): Promise<StrayRefundRow> {
    const { writer } = this.database;
    const refund = fit(await this.chargeOf(asked.providerReference), asked);
    const attemptId =
      refund.intent === null ? undefined : await strayRefundRepository.liveAttemptOf(writer, refund.intent);
    if (attemptId !== undefined) {
      throw new Fault('conflict', 'payment.refund.not_a_stray', `${refund.charge} belongs to attempt ${attemptId}`, {
        details: { attemptId },
      });
    }
    const now = this.clock.now();
    await strayRefundRepository.insert(writer, refund, new Date(now), new Date(now + REFUND_FIRST_LOOK_MS));
    return (await strayRefundRepository.find(writer, asked.id))!;
  }

  private async chargeOf(reference: string): Promise<Stripe.Charge> {
    const charge = await this.provider.findCharge(reference).catch((error: unknown) => {
      if (!(error instanceof ProviderFailure)) throw error;
      if (error.kind !== 'refused') throw providerUnavailable(error.message);
      return undefined;
    });
    if (charge?.captured === true) return charge;
    throw new Fault('not_found', 'payment.refund.charge_not_found', `the provider took no money for ${reference}`);
  }
}

function fit(charge: Stripe.Charge, { id, providerReference, amount, reason }: AskedStrayRefund): NewStrayRefund {
  const leftMinor = charge.amount_captured - charge.amount_refunded;
  const currency = charge.currency.toUpperCase();
  if (currency !== amount.currency || amount.amountMinor > leftMinor) {
    const left = `${leftMinor} ${currency} are left of ${charge.id}`;
    throw new Fault('unprocessable', 'payment.refund.exceeds_capture', left, { details: { leftMinor, currency } });
  }
  return {
    id,
    askedReference: providerReference,
    charge: charge.id,
    intent: idOf(charge.payment_intent),
    chargeTransaction: idOf(charge.balance_transaction),
    amountMinor: amount.amountMinor,
    currency,
    reason,
  };
}

function refuseMismatch(known: StrayRefundRow, { id, providerReference, amount }: AskedStrayRefund): void {
  const { askedReference, amountMinor, currency } = known;
  const same =
    askedReference === providerReference && amountMinor === amount.amountMinor && currency === amount.currency;
  if (!same)
    throw new Fault('conflict', 'payment.refund.mismatch', `refund ${id} exists with another charge or amount`);
}
