import { Controller, Inject } from '@nestjs/common';
import { getPaymentConfig, type PaymentConfig } from '@breakwater/contracts';
import { CONFIG, Serve } from '@breakwater/service-host';
import type { OrderConfig } from '../order.config.js';
import { TEST_CARDS } from './test-cards.js';

/**
 * How the browser turns a card into a payment method: at the provider, never here. It stands at order and not at payment, because a
 * customer can place an order while payment is away.
 */
@Controller()
export class CheckoutConfigController {
  constructor(@Inject(CONFIG) private readonly config: OrderConfig) {}

  @Serve(getPaymentConfig)
  read(): PaymentConfig {
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
