import {
  type Attempt,
  authorize,
  capture,
  getLedgerFacts,
  listPaymentFacts,
  listPayoutFacts,
  listProviderFacts,
  type OrderFact,
  type PaymentFact,
  readOrderSnapshots,
} from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import { createServiceClient, type ServiceClient } from '@breakwater/resilience';
import { ServiceTokens } from '@breakwater/service-host';
import {
  eventually,
  freePort,
  type PeerAnswer,
  type PeerRequest,
  type ScriptedPeer,
  scriptedPeer,
  serviceEnvironment,
  TEST_SERVICE_KEY,
  ServiceProcess,
} from '@breakwater/testing';
import { readStatement } from '../sources/bank-statement.js';
import { orderSnapshotOf } from './snapshots.js';

const KEYS = { secret: 'sk_test_sandbox_0123456789', publishable: 'pk_test_sandbox_0123456789' };
const WEBHOOK_SECRET = 'whsec_new_0123456789';

export interface Sale {
  readonly attemptId: string;
  readonly order: OrderFact;
}

export interface Made {
  readonly id: string;
  readonly attemptId: string | null;
  readonly source: string | null;
  readonly balanceTransaction: string | null;
  /** When it was made. */
  readonly atMs: number;
}

/** The real payment service and the real sandbox, processes of their own; orders are what the test says. */
export class RealShop {
  readonly orders: OrderFact[] = [];

  private constructor(
    private readonly order: ScriptedPeer,
    private readonly sandbox: ServiceProcess,
    private readonly payment: ServiceProcess,
    private readonly client: ServiceClient,
  ) {}

  static async start(): Promise<RealShop> {
    const [sandboxPort, paymentPort] = [await freePort(), await freePort()];
    const order = await scriptedPeer(() => ({ status: 204 }));
    const sandbox = await ServiceProcess.start('sandbox', sandboxPort, {
      SERVICE_KEY: TEST_SERVICE_KEY,
      SANDBOX_DATA_FILE: ':memory:',
      SANDBOX_SECRET_KEY: KEYS.secret,
      SANDBOX_PUBLISHABLE_KEY: KEYS.publishable,
      SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${paymentPort}/payments/webhooks/stripe`,
      SANDBOX_WEBHOOK_SECRET: WEBHOOK_SECRET,
      SANDBOX_PAGES_URL: `http://127.0.0.1:${sandboxPort}`,
    });
    const payment = await ServiceProcess.start('payment', paymentPort, {
      ...(await serviceEnvironment('payment')),
      ORDER_URL: order.url,
      STRIPE_API_URL: sandbox.url,
      STRIPE_SECRET_KEY: KEYS.secret,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    });
    const tokens = new ServiceTokens(TEST_SERVICE_KEY, 'order', systemClock);
    const client = createServiceClient({
      target: 'payment',
      baseUrl: payment.url,
      token: () => tokens.mint('payment'),
      policy: { timeoutMs: 15_000 },
    });
    const shop = new RealShop(order, sandbox, payment, client);
    order.script = (request) => shop.answerOrder(request);
    return shop;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ORDER_URL: this.order.url,
      PAYMENT_URL: this.payment.url,
      BANK_STATEMENT_URL: `${this.sandbox.url}/bank/statement`,
    };
  }

  async stop(): Promise<void> {
    await this.client.close();
    await this.payment.stop();
    await this.sandbox.stop();
    await this.order.stop();
  }

  /** An order whose payment is authorised, and not more. */
  async hold(amountMinor: number): Promise<Sale & { readonly attempt: Attempt }> {
    const [orderId, attemptId] = [crypto.randomUUID(), crypto.randomUUID()];
    const total = { amountMinor, currency: 'EUR' };
    const placedAt = new Date().toISOString();
    const order: OrderFact = { orderId, attemptId, state: 'confirmed', total, placedAt, updatedAt: placedAt };
    this.orders.push(order);
    const body = {
      orderId,
      orderNumber: 'BW-TEST',
      amount: total,
      email: 'ann@example.com',
      paymentMethod: 'pm_card_visa',
      returnUrl: 'http://localhost/',
    };
    const attempt = await this.client.call(authorize, { params: { attemptId }, body });
    return { attemptId, order, attempt };
  }

  /** An order that went well, whose fee is booked. */
  async sell(amountMinor: number): Promise<Sale> {
    const { attemptId, order } = await this.hold(amountMinor);
    await this.client.call(capture, { params: { attemptId } });
    this.becomes(order, 'paid');
    await eventually(async () => (await this.fact(attemptId)).feeBooked.amountMinor > 0, {
      timeoutMs: 30_000,
      everyMs: 200,
    });
    return { attemptId, order };
  }

  becomes(order: OrderFact, state: OrderFact['state']): void {
    Object.assign(order, { state, updatedAt: new Date().toISOString() });
  }

  async fact(attemptId: string): Promise<PaymentFact> {
    const { items } = await this.client.call(listPaymentFacts, { query: { ...always(), limit: 1000 } });
    const found = items.find((item) => item.attemptId === attemptId);
    if (found === undefined) throw new Error(`no fact of attempt ${attemptId}`);
    return found;
  }

  /** Lets the provider differ. */
  async make(kind: string, order: object = {}): Promise<Made> {
    const atMs = Date.now();
    return { ...((await this.control('POST', 'discrepancies', { kind, ...order })) as Made), atMs };
  }

  async undo({ id }: Made): Promise<void> {
    await this.control('DELETE', `discrepancies/${id}`);
  }

  /** What our books say that the provider owes us, less what its own report says; by currency, without what is zero. */
  async booksLessProvider(): Promise<Record<string, number>> {
    const { accounts } = await this.client.call(getLedgerFacts, { query: {} });
    const sums: Record<string, number> = {};
    for (const { account, currency, balanceMinor } of accounts) {
      if (account === 'provider_clearing') sums[currency] = balanceMinor;
    }
    const { items } = await this.client.call(listProviderFacts, { query: { ...always(), limit: 1000 } });
    for (const { net } of items) sums[net.currency] = (sums[net.currency] ?? 0) - net.amountMinor;
    return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
  }

  /** What our books say is on the account, less what the bank says and what is on its way there; without what is zero. */
  async booksLessBank(): Promise<Record<string, number>> {
    const { accounts } = await this.client.call(getLedgerFacts, { query: {} });
    const bank = accounts.filter(({ account }) => account === 'bank');
    const sums = Object.fromEntries(bank.map(({ currency, balanceMinor }) => [currency, balanceMinor]));
    const less = (currency: string, amountMinor: number): void =>
      void (sums[currency] = (sums[currency] ?? 0) - amountMinor);
    const lines = await readStatement(`${this.sandbox.url}/bank/statement`, always());
    for (const { amount } of lines) less(amount.currency, amount.amountMinor);
    const { items } = await this.client.call(listPayoutFacts, { query: { ...always(), limit: 1000 } });
    for (const { status, amount } of items)
      if (status === 'pending' || status === 'in_transit') less(amount.currency, amount.amountMinor);
    return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
  }

  private answerOrder({ method, path, query, body }: PeerRequest): PeerAnswer {
    if (path === readOrderSnapshots.path) {
      const { orderIds } = body as { orderIds: string[] };
      const items = this.orders.filter(({ orderId }) => orderIds.includes(orderId)).map(orderSnapshotOf);
      return { status: 200, body: { items } };
    }
    if (method !== 'GET') return { status: 204 };
    const [from, to] = [query.get('from') ?? '', query.get('to') ?? ''];
    const items = this.orders.filter(({ updatedAt }) => updatedAt >= from && updatedAt < to);
    return { status: 200, body: { items, next: null } };
  }

  private async control(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.sandbox.url}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

function always() {
  return { from: '2020-01-01T00:00:00.000Z', to: new Date(Date.now() + 3_600_000).toISOString() };
}
