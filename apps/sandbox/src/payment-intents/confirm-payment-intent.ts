import type { SandboxClock } from '../clock/sandbox-clock.js';
import { assertMove, unexpectedState } from '../domain/intent-moves.js';
import type { PaymentMethod } from '../domain/money-moves.js';
import type { PaymentIntent } from '../domain/payment-intent.js';
import { invalidRequest, StripeFault } from '../domain/stripe-fault.js';
import type { Cards } from '../payment-methods/tokenise-card.js';
import type { Settings } from '../storage/settings.js';
import { newId } from '../stripe-api/ids.js';
import { type ConfirmParams, shippingOf } from './intent-params.js';
import type { Intents } from './intents.js';

const LEAVE_PROCESSING = 'confirm.leaveProcessing';

export class ConfirmPaymentIntent {
  constructor(
    private readonly intents: Intents,
    private readonly cards: Cards,
    private readonly clock: SandboxClock,
    private readonly settings: Settings,
  ) {}

  /** The next payment that is confirmed says `processing` from then on. */
  leaveNextProcessing(): void {
    this.settings.write(LEAVE_PROCESSING, true);
  }

  /** Those that were left so say how they are again. */
  finishProcessing(): void {
    this.settings.write(LEAVE_PROCESSING, false);
    for (const intent of this.intents.processing()) this.intents.save({ ...intent, processing: false });
  }

  /** Throws the card error when the card is declined; what happened stays. */
  run(before: PaymentIntent, params: ConfirmParams): PaymentIntent {
    assertMove(before, 'confirm');
    const returnUrl = checkedReturnUrl(before, params.return_url);
    const method = this.methodOf(before, params);
    const intent: PaymentIntent = {
      ...before,
      captureMethod: params.capture_method ?? before.captureMethod,
      receiptEmail: params.receipt_email ?? before.receiptEmail,
      shipping: shippingOf(params.shipping) ?? before.shipping,
    };
    const after = this.intents.move(intent, {
      type: 'confirm',
      paymentMethod: method.id,
      card: method.card,
      offSession: params.off_session ?? false,
      errorOnRequiresAction: params.error_on_requires_action ?? false,
      returnUrl,
      actionId: newId('payatt'),
      chargeId: newId('ch'),
      at: this.clock.seconds(),
    });
    if (after.lastError !== null) throw cardError(after);
    if (this.settings.read(LEAVE_PROCESSING) !== true) return after;
    this.settings.write(LEAVE_PROCESSING, false);
    return this.intents.save({ ...after, processing: true });
  }

  private methodOf(intent: PaymentIntent, params: ConfirmParams): PaymentMethod {
    if (params.payment_method_data !== undefined) return this.cards.tokenise(params.payment_method_data);
    const id = params.payment_method ?? intent.paymentMethod;
    if (id !== null) return this.cards.find(id);
    throw unexpectedState(
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
    );
  }
}

function cardError({ id, lastError }: PaymentIntent): StripeFault {
  return new StripeFault(402, 'card_error', lastError?.message ?? 'Your card was declined.', {
    code: lastError?.code ?? 'card_declined',
    paymentIntent: id,
    ...(lastError?.declineCode ? { declineCode: lastError.declineCode } : {}),
    ...(lastError?.charge ? { charge: lastError.charge } : {}),
    ...(lastError?.paymentMethod ? { paymentMethod: lastError.paymentMethod } : {}),
  });
}

function checkedReturnUrl(intent: PaymentIntent, given: string | undefined): string | null {
  if (given !== undefined) {
    const protocol = URL.canParse(given) ? new URL(given).protocol : '';
    if (protocol === 'http:' || protocol === 'https:') return given;
    throw invalidRequest('Not a valid URL', { code: 'url_invalid', param: 'return_url' });
  }
  if (intent.automaticMethods?.allowRedirects !== 'always') return null;
  throw invalidRequest(
    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    { param: 'return_url', paymentIntent: intent.id },
  );
}
