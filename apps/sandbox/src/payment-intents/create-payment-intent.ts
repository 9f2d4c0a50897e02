import type { SandboxClock } from '../clock/sandbox-clock.js';
import type { PaymentIntent } from '../domain/payment-intent.js';
import { invalidRequest } from '../domain/stripe-fault.js';
import type { EventLog } from '../events/event-log.js';
import type { Cards } from '../payment-methods/tokenise-card.js';
import { newId, randomText } from '../stripe-api/ids.js';
import { mergeMetadata } from '../stripe-api/params.js';
import type { ProviderObjects } from '../stripe-api/provider-objects.js';
import type { ConfirmPaymentIntent } from './confirm-payment-intent.js';
import { type CreateParams, shippingOf } from './intent-params.js';
import type { Intents } from './intents.js';

/** The provider's limits for one payment: 50 cents at least, eight digits at most. */
const MIN_AMOUNT = 50;
const MAX_AMOUNT = 99_999_999;

export class CreatePaymentIntent {
  constructor(
    private readonly intents: Intents,
    private readonly cards: Cards,
    private readonly confirmIntent: ConfirmPaymentIntent,
    private readonly events: EventLog,
    private readonly objects: ProviderObjects,
    private readonly clock: SandboxClock,
  ) {}

  run(params: CreateParams): PaymentIntent {
    assertAmount(params.amount);
    if (params.confirm !== true) assertOnlyWhenConfirming(params);
    const created = this.intents.save(this.draft(params));
    this.events.announce('payment_intent.created', this.objects.paymentIntent(created));
    return params.confirm === true ? this.confirmIntent.run(created, params) : created;
  }

  private draft(params: CreateParams): PaymentIntent {
    const id = newId('pi');
    const method = this.methodOf(params);
    const automatic = params.automatic_payment_methods?.enabled ?? params.payment_method_types === undefined;
    return {
      id,
      created: this.clock.seconds(),
      clientSecret: `${id}_secret_${randomText(25)}`,
      status: method === null ? 'requires_payment_method' : 'requires_confirmation',
      amount: params.amount,
      amountCapturable: 0,
      amountReceived: 0,
      currency: params.currency.toLowerCase(),
      captureMethod: params.capture_method ?? 'automatic_async',
      confirmationMethod: params.confirmation_method ?? 'automatic',
      automaticMethods: automatic
        ? { allowRedirects: params.automatic_payment_methods?.allow_redirects ?? 'always' }
        : null,
      paymentMethodTypes: params.payment_method_types ?? ['card'],
      // Confirming makes the payment method, so that a refusal leaves none behind.
      paymentMethod: method,
      customer: null,
      description: params.description || null,
      metadata: mergeMetadata({}, params.metadata),
      receiptEmail: params.receipt_email || null,
      setupFutureUsage: params.setup_future_usage || null,
      shipping: shippingOf(params.shipping),
      statementDescriptor: params.statement_descriptor || null,
      statementDescriptorSuffix: params.statement_descriptor_suffix || null,
      transferGroup: params.transfer_group || null,
      action: null,
      lastError: null,
      latestCharge: null,
      authorizedAt: null,
      canceledAt: null,
      cancellationReason: null,
    };
  }

  private methodOf(params: CreateParams): string | null {
    if (params.confirm === true) return null;
    if (params.payment_method !== undefined) return this.cards.find(params.payment_method).id;
    return params.payment_method_data === undefined ? null : this.cards.tokenise(params.payment_method_data).id;
  }
}

export function assertAmount(amount: number, param = 'amount'): void {
  if (amount < 1) {
    throw invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param,
    });
  }
  if (amount < MIN_AMOUNT) {
    throw invalidRequest('Amount must be at least 50 minor units.', { code: 'amount_too_small', param });
  }
  if (amount > MAX_AMOUNT) {
    throw invalidRequest(`Amount must be no more than ${MAX_AMOUNT} minor units.`, { code: 'amount_too_large', param });
  }
}

function assertOnlyWhenConfirming(params: CreateParams): void {
  for (const name of ['off_session', 'error_on_requires_action', 'return_url'] as const) {
    if (params[name] === undefined) continue;
    throw invalidRequest(
      `The parameter \`${name}\` cannot be passed when creating a PaymentIntent unless \`confirm\` is set to true.`,
      { param: name },
    );
  }
}
