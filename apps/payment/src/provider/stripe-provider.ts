import type { OnModuleDestroy } from '@nestjs/common';
import type { ProviderHealth } from '@breakwater/contracts';
import type { Money } from '@breakwater/kernel';
import { Stripe } from 'stripe';
import type { PaymentConfig } from '../payment.config.js';
import { ProviderGate } from './provider-gate.js';
import { StripeHttpClient } from './stripe-http-client.js';
import type { ProviderWatch } from './provider-watch.js';

export interface NewIntent {
  readonly attemptId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly amount: Money;
}

/** Some of a list of the provider's, newest first. `toSeconds` is exclusive; what is left out has no bound. */
export interface ProviderPage {
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The payment provider, as this service uses it. Each call may throw ProviderFailure and nothing else. */
export class StripeProvider implements OnModuleDestroy {
  private readonly http = new StripeHttpClient();
  private readonly gate: ProviderGate;
  private readonly stripe: Stripe;

  constructor(
    config: Pick<PaymentConfig, 'STRIPE_API_URL' | 'STRIPE_SECRET_KEY' | 'PROVIDER_TIMEOUT_MS'>,
    watch: ProviderWatch = {},
  ) {
    const url = new URL(config.STRIPE_API_URL);
    this.gate = new ProviderGate(config.PROVIDER_TIMEOUT_MS, () => this.stripe.balance.retrieve(), watch);
    this.stripe = new Stripe(config.STRIPE_SECRET_KEY, {
      httpClient: this.http,
      maxNetworkRetries: 0,
      timeout: config.PROVIDER_TIMEOUT_MS,
      telemetry: false,
      protocol: url.protocol === 'https:' ? 'https' : 'http',
      host: url.hostname,
      port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    });
  }

  /** Not confirmed: it holds no money until its id is stored and it is confirmed. */
  createIntent(intent: NewIntent, key: string): Promise<Stripe.PaymentIntent> {
    const params: Stripe.PaymentIntentCreateParams = {
      amount: intent.amount.amountMinor,
      currency: intent.amount.currency.toLowerCase(),
      capture_method: 'manual',
      automatic_payment_methods: { enabled: true },
      description: `Order ${intent.orderNumber}`,
      metadata: { attempt_id: intent.attemptId, order_id: intent.orderId, order_number: intent.orderNumber },
    };
    return this.gate.pass('create', () => this.stripe.paymentIntents.create(params, { idempotencyKey: key }));
  }

  confirmIntent(id: string, paymentMethod: string, returnUrl: string, key: string): Promise<Stripe.PaymentIntent> {
    const params = { payment_method: paymentMethod, return_url: returnUrl };
    return this.gate.pass('confirm', () => this.stripe.paymentIntents.confirm(id, params, { idempotencyKey: key }));
  }

  retrieveIntent(id: string): Promise<Stripe.PaymentIntent> {
    return this.gate.pass('retrieve', () => this.stripe.paymentIntents.retrieve(id));
  }

  /** By the provider's search, which may lag by an hour: "not found" says something only of what is older than that. */
  async findIntent(attemptId: string): Promise<Stripe.PaymentIntent | undefined> {
    const query = `metadata['attempt_id']:'${attemptId}'`;
    const found = await this.gate.pass('find', () => this.stripe.paymentIntents.search({ query, limit: 1 }));
    return found.data[0];
  }

  captureIntent(id: string, key: string): Promise<Stripe.PaymentIntent> {
    return this.gate.pass('capture', () => this.stripe.paymentIntents.capture(id, {}, { idempotencyKey: key }));
  }

  cancelIntent(id: string, key: string): Promise<Stripe.PaymentIntent> {
    return this.gate.pass('cancel', () => this.stripe.paymentIntents.cancel(id, {}, { idempotencyKey: key }));
  }

  refundIntent(id: string, refundId: string, amountMinor: number, key: string): Promise<Stripe.Refund> {
    const params = { payment_intent: id, amount: amountMinor, metadata: { refund_id: refundId } };
    return this.gate.pass('refund', () => this.stripe.refunds.create(params, { idempotencyKey: key }));
  }

  /** The refund that was made for our refund id, if there is one. */
  async findRefund(intentId: string, refundId: string): Promise<Stripe.Refund | undefined> {
    return (await this.refundsOf(intentId)).find((refund) => refund.metadata?.['refund_id'] === refundId);
  }

  async refundsOf(intentId: string): Promise<Stripe.Refund[]> {
    const params = { payment_intent: intentId, limit: 100 };
    return (await this.gate.pass('find_refund', () => this.stripe.refunds.list(params))).data;
  }

  retrieveRefund(id: string): Promise<Stripe.Refund> {
    return this.gate.pass('find_refund', () => this.stripe.refunds.retrieve(id));
  }

  /** The charge of that id, or the one that a PaymentIntent of that id ended with. */
  async findCharge(reference: string): Promise<Stripe.Charge | undefined> {
    if (!reference.startsWith('pi_')) return this.gate.pass('retrieve', () => this.stripe.charges.retrieve(reference));
    const expanded = { expand: ['latest_charge'] };
    const intent = await this.gate.pass('retrieve', () => this.stripe.paymentIntents.retrieve(reference, expanded));
    return typeof intent.latest_charge === 'object' ? (intent.latest_charge ?? undefined) : undefined;
  }

  refundCharge(charge: string, refundId: string, amountMinor: number, key: string): Promise<Stripe.Refund> {
    const params = { charge, amount: amountMinor, metadata: { refund_id: refundId } };
    return this.gate.pass('refund', () => this.stripe.refunds.create(params, { idempotencyKey: key }));
  }

  async findChargeRefund(charge: string, refundId: string): Promise<Stripe.Refund | undefined> {
    const list = await this.gate.pass('find_refund', () => this.stripe.refunds.list({ charge, limit: 100 }));
    return list.data.find((refund) => refund.metadata?.['refund_id'] === refundId);
  }

  /** One page of the provider's own report, newest first. */
  balanceTransactions(page: ProviderPage & { payout?: string }): Promise<Stripe.ApiList<Stripe.BalanceTransaction>> {
    const { payout } = page;
    const params = { ...listParams(page), expand: ['data.source'], ...(payout === undefined ? {} : { payout }) };
    return this.gate.pass('balance_transactions', () => this.stripe.balanceTransactions.list(params));
  }

  retrieveBalanceTransaction(id: string): Promise<Stripe.BalanceTransaction> {
    const expanded = { expand: ['source'] };
    return this.gate.pass('balance_transactions', () => this.stripe.balanceTransactions.retrieve(id, expanded));
  }

  /** One page of what the provider sends to the bank, newest first. */
  payouts(page: ProviderPage): Promise<Stripe.ApiList<Stripe.Payout>> {
    return this.gate.pass('payouts', () => this.stripe.payouts.list(listParams(page)));
  }

  retrievePayout(id: string): Promise<Stripe.Payout> {
    return this.gate.pass('payouts', () => this.stripe.payouts.retrieve(id));
  }

  /** What this instance thinks of the provider, from memory. */
  health(): ProviderHealth {
    const { state, since } = this.gate.health;
    return { state, since: new Date(since).toISOString() };
  }

  /** One cheap read at the provider, now. An open breaker begins to close when it goes well. */
  isHealthy(): Promise<boolean> {
    return this.gate.isHealthy();
  }

  /** Rejects unless the provider is asked as usual, so that the status page says so. */
  async probe(): Promise<void> {
    const { state, since } = this.health();
    if (state !== 'closed') throw new Error(`breaker is ${state} since ${since}`);
  }

  onModuleDestroy(): void {
    this.gate.close();
    this.http.close();
  }
}

function listParams({ fromSeconds: gte, toSeconds: lt, after, limit }: ProviderPage): Stripe.PayoutListParams {
  const created = { ...(gte === undefined ? {} : { gte }), ...(lt === undefined ? {} : { lt }) };
  return {
    limit: Math.min(limit, 100),
    ...(Object.keys(created).length === 0 ? {} : { created }),
    ...(after === undefined ? {} : { starting_after: after }),
  };
}
