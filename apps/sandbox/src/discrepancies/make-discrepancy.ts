import type { BalanceTransaction, Payout, Refund } from '../domain/money-moves.js';
import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { EventLog } from '../events/event-log.js';
import type { ConfirmPaymentIntent } from '../payment-intents/confirm-payment-intent.js';
import type { CreatePaymentIntent } from '../payment-intents/create-payment-intent.js';
import type { Intents } from '../payment-intents/intents.js';
import type { PayOut, PayoutOptions } from '../payouts/pay-out.js';
import type { RefundCharge } from '../refunds/refund-charge.js';
import type { Records } from '../storage/records.js';
import { newId } from '../stripe-api/ids.js';
import type { DiscrepancyOrder, MadeDiscrepancy } from './discrepancy-kinds.js';
import type { Tampering } from './tampering.js';
import { findCaptured, findIntent, noTarget, type Target } from './targets.js';

export type Made = Omit<MadeDiscrepancy, 'id' | 'kind'>;

const nothing: Made = { paymentIntent: null, attemptId: null, source: null, balanceTransaction: null };

/** What each kind of discrepancy is at the provider's side. Everything is synchronous, inside one transaction. */
export class MakeDiscrepancy {
  constructor(
    private readonly records: Records,
    private readonly intents: Intents,
    private readonly create: CreatePaymentIntent,
    private readonly confirm: ConfirmPaymentIntent,
    private readonly refund: RefundCharge,
    private readonly payOut: PayOut,
    private readonly events: EventLog,
    private readonly clock: SandboxClock,
  ) {}

  make(order: DiscrepancyOrder, tampering: Tampering): Made {
    switch (order.kind) {
      case 'missing_internal':
        return this.charge(order.amountMinor ?? 4200, order.currency ?? 'eur', {});
      case 'duplicate_charge':
        return this.chargeAgain(findCaptured(this.records, order));
      case 'missing_provider':
      case 'timing':
        return this.withhold(findCaptured(this.records, order), tampering);
      case 'amount':
        return this.changeAmount(findCaptured(this.records, order), order.amountMinor ?? -100, tampering);
      case 'currency':
        return this.changeCurrency(findCaptured(this.records, order), order.currency ?? 'usd', tampering);
      case 'fee':
        return this.changeFee(findCaptured(this.records, order), order.amountMinor ?? 100, tampering);
      case 'duplicate_event':
        return this.repeat(findCaptured(this.records, order));
      case 'status':
        return this.captureSilently(order, tampering);
      case 'orphan_refund':
        return this.refundBehindBack(findCaptured(this.records, order), order.amountMinor, tampering);
      case 'refund_exceeds_capture':
        return this.refundTooMuch(findCaptured(this.records, order), order.amountMinor ?? 100, tampering);
      case 'missing_payout':
        return this.payout({ lostAtBank: true }, tampering);
      case 'payout_sum':
        return this.payout({ differenceMinor: order.amountMinor ?? -100 }, tampering);
      case 'unknown_stale':
        return this.leaveProcessing(order, tampering);
    }
  }

  private charge(amount: number, currency: string, metadata: Record<string, string>, description?: string): Made {
    const intent = this.create.run({
      amount,
      currency,
      confirm: true,
      payment_method: 'pm_card_visa',
      payment_method_types: ['card'],
      capture_method: 'automatic',
      metadata,
      ...(description === undefined ? {} : { description }),
    });
    return this.describe(findCaptured(this.records, { kind: 'missing_internal', paymentIntent: intent.id }));
  }

  private chargeAgain({ intent }: Target): Made {
    return this.charge(intent.amountReceived, intent.currency, { ...intent.metadata }, intent.description ?? undefined);
  }

  private withhold(target: Target, tampering: Tampering): Made {
    tampering.remember(target.charge.id);
    tampering.withhold(target.transaction.id);
    this.records.charges.save({ ...target.charge, balanceTransaction: null });
    return this.describe(target);
  }

  private changeAmount(target: Target, by: number, tampering: Tampering): Made {
    const { intent, charge, transaction } = target;
    if (charge.amountCaptured + by < 1) throw noTarget(`only ${charge.amountCaptured} was captured`);
    tampering.remember(intent.id, charge.id, transaction.id);
    this.intents.save({ ...intent, amountReceived: intent.amountReceived + by });
    this.records.charges.save({ ...charge, amountCaptured: charge.amountCaptured + by });
    this.records.balanceTransactions.save({ ...transaction, amount: transaction.amount + by });
    return this.describe(target);
  }

  private changeCurrency(target: Target, to: string, tampering: Tampering): Made {
    const { intent, charge, transaction } = target;
    const currency = to.toLowerCase();
    tampering.remember(intent.id, charge.id, transaction.id);
    this.intents.save({ ...intent, currency });
    this.records.charges.save({ ...charge, currency });
    this.records.balanceTransactions.save({ ...transaction, currency });
    return this.describe(target);
  }

  private changeFee(target: Target, by: number, tampering: Tampering): Made {
    tampering.remember(target.transaction.id);
    this.records.balanceTransactions.save({ ...target.transaction, fee: target.transaction.fee + by });
    return this.describe(target);
  }

  /** The report names the charge once more, under another id, and the last event about it is sent once more. */
  private repeat(target: Target): Made {
    const { payout: _, ...transaction } = target.transaction;
    const again: BalanceTransaction = { ...transaction, id: newId('txn'), created: this.clock.seconds() };
    this.records.balanceTransactions.save(again);
    this.events.sendAgain(target.intent.id);
    return { ...this.describe(target), balanceTransaction: again.id };
  }

  private captureSilently(order: DiscrepancyOrder, tampering: Tampering): Made {
    const intent = findIntent(this.records, order, ['requires_capture']);
    tampering.remember(intent.id, intent.latestCharge ?? '');
    this.events.silently(() => this.intents.move(intent, { type: 'capture', amount: null }));
    return this.describe(findCaptured(this.records, { kind: 'status', paymentIntent: intent.id }));
  }

  private refundBehindBack(target: Target, amount: number | undefined, tampering: Tampering): Made {
    tampering.remember(target.charge.id);
    const refund = this.refund.run({ charge: target.charge.id, ...(amount === undefined ? {} : { amount }) });
    return { ...this.describe(target), source: refund.id, balanceTransaction: refund.balanceTransaction };
  }

  private refundTooMuch(target: Target, beyond: number, tampering: Tampering): Made {
    const { intent, charge } = target;
    const amount = charge.amountCaptured - charge.amountRefunded + Math.abs(beyond);
    tampering.remember(charge.id);
    const refund: Refund = {
      id: newId('re'),
      created: this.clock.seconds(),
      charge: charge.id,
      paymentIntent: intent.id,
      amount,
      currency: charge.currency,
      reason: null,
      metadata: {},
      balanceTransaction: newId('txn'),
    };
    this.refund.book(refund);
    this.records.charges.save({ ...charge, amountRefunded: charge.amountRefunded + amount });
    return { ...this.describe(target), source: refund.id, balanceTransaction: refund.balanceTransaction };
  }

  private payout(flaw: PayoutOptions, tampering: Tampering): Made {
    const open = this.payOut.unpaidIds();
    tampering.remember(...open);
    const payout: Payout | undefined = this.payOut.run({ ...flaw, includePending: true })[0];
    if (payout === undefined) throw noTarget('there is no money to pay out');
    return { ...nothing, source: payout.id, balanceTransaction: payout.balanceTransaction };
  }

  /** The named payment, or else the next one that is confirmed, says `processing` until this is taken back. */
  private leaveProcessing(order: DiscrepancyOrder, tampering: Tampering): Made {
    if (order.paymentIntent === undefined && order.attemptId === undefined) {
      this.confirm.leaveNextProcessing();
      return nothing;
    }
    const intent = findIntent(this.records, order, [
      'requires_payment_method',
      'requires_confirmation',
      'requires_capture',
    ]);
    tampering.remember(intent.id);
    this.intents.save({ ...intent, processing: true });
    return { ...nothing, paymentIntent: intent.id, attemptId: intent.metadata['attempt_id'] ?? null };
  }

  private describe({ intent, charge, transaction }: Target): Made {
    return {
      paymentIntent: intent.id,
      attemptId: intent.metadata['attempt_id'] ?? null,
      source: charge.id,
      balanceTransaction: transaction.id,
    };
  }
}
