import type { Stripe } from 'stripe';
import type { PaymentMethod } from '../domain/money-moves.js';

const emptyAddress = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };

export function billingDetails({ billing }: PaymentMethod): Stripe.PaymentMethod.BillingDetails {
  return { address: emptyAddress, ...billing, tax_id: null };
}

export function buildPaymentMethod(method: PaymentMethod): Stripe.PaymentMethod {
  const { card } = method;
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: billingDetails(method),
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'unchecked' },
      country: card.country,
      display_brand: card.brand,
      exp_month: card.expMonth,
      exp_year: card.expYear,
      fingerprint: card.fingerprint,
      funding: 'credit',
      generated_from: null,
      last4: card.last4,
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: method.created,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: { ...method.metadata },
    type: 'card',
  };
}
