import type { Stripe } from 'stripe';
import type { LastError, PaymentIntent } from '../domain/payment-intent.js';

/** Where the customer proves who they are, for an intent that asks for it. */
export type AuthenticationPage = (intentId: string, actionId: string) => string;

export function buildPaymentIntent(
  intent: PaymentIntent,
  page: AuthenticationPage,
  declinedMethod: Stripe.PaymentMethod | undefined,
): Stripe.PaymentIntent {
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: intent.amountCapturable,
    amount_details: { tip: {} },
    amount_received: intent.amountReceived,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods:
      intent.automaticMethods === null
        ? null
        : { allow_redirects: intent.automaticMethods.allowRedirects, enabled: true },
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancellationReason,
    capture_method: intent.captureMethod,
    client_secret: intent.clientSecret,
    confirmation_method: intent.confirmationMethod,
    created: intent.created,
    currency: intent.currency,
    customer: null,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.lastError === null ? null : buildLastError(intent.lastError, declinedMethod),
    latest_charge: intent.latestCharge,
    livemode: false,
    managed_payments: null,
    metadata: { ...intent.metadata },
    next_action: buildNextAction(intent, page),
    on_behalf_of: null,
    payment_method: intent.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: [...intent.paymentMethodTypes],
    payment_record: null,
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: intent.setupFutureUsage,
    shipping: intent.shipping === null ? null : { ...intent.shipping, carrier: null, tracking_number: null },
    source: null,
    statement_descriptor: intent.statementDescriptor,
    statement_descriptor_suffix: intent.statementDescriptorSuffix,
    status: intent.processing === true ? 'processing' : intent.status,
    transfer_data: null,
    transfer_group: intent.transferGroup,
  };
}

function buildNextAction(intent: PaymentIntent, page: AuthenticationPage): Stripe.PaymentIntent.NextAction | null {
  if (intent.action === null) return null;
  const url = page(intent.id, intent.action.id);
  const { returnUrl } = intent.action;
  if (returnUrl !== null) return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } };
}

function buildLastError(
  error: LastError,
  method: Stripe.PaymentMethod | undefined,
): Stripe.PaymentIntent.LastPaymentError {
  return {
    type: error.type,
    code: error.code,
    doc_url: `https://docs.stripe.com/error-codes/${error.code.replaceAll('_', '-')}`,
    message: error.message,
    ...(error.declineCode === null ? {} : { decline_code: error.declineCode }),
    ...(error.charge === null ? {} : { charge: error.charge }),
    ...(method === undefined ? {} : { payment_method: method }),
  };
}
