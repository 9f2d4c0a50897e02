import { Controller, Inject } from '@nestjs/common';
import { getPaymentConfig, type PaymentConfig as PaymentConfigView } from '@breakwater/contracts';
import { CONFIG, Serve } from '@breakwater/service-host';
import type { PaymentConfig } from '../payment.config.js';
import { TEST_CARDS } from './test-cards.js';

/** How the browser turns a card into a payment method: at the provider, never here. */
@Controller()
export class CheckoutConfigController {
  constructor(@Inject(CONFIG) private readonly config: PaymentConfig) {}

  @Serve(getPaymentConfig)
  read(): PaymentConfigView {
    const { STRIPE_API_URL, STRIPE_PUBLISHABLE_KEY } = this.config;
    const real = new URL(STRIPE_API_URL).hostname.endsWith('stripe.com');
    return {
      mode: real ? 'stripe-test' : 'sandbox',
      publishableKey: STRIPE_PUBLISHABLE_KEY ?? null,
      // The edge publishes the sandbox under /sandbox; Stripe's own page script would be needed for the real one.
      tokenizeUrl: real ? null : '/sandbox/v1/payment_methods',
      testPaymentMethods: TEST_CARDS,
    };
  }
}
