import { type Checkout, ErrorBody, type EventEnvelope, Order, type OrderState } from '@breakwater/contracts';
import type { Database } from '@breakwater/database';
import { systemClock } from '@breakwater/kernel';
import {
  type RunningService,
  ServiceTokens,
  type SessionClaims,
  signSession,
  startService,
} from '@breakwater/service-host';
import {
  eventually,
  scriptedPeer,
  type ScriptedPeer,
  serviceEnvironment,
  TEST_SERVICE_KEY,
  TEST_SESSION_KEY,
} from '@breakwater/testing';
import { orderService } from '../service.js';
import { PaymentDesk } from './payment-desk.js';
import { inventoryThatHolds, productThatSells } from './peers.js';

interface Asking {
  readonly body?: unknown;
  readonly key?: string;
  readonly as?: SessionClaims;
  readonly instance?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Heard {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A call that hangs is given up after six seconds and tried again some seconds later. */
const IN_TIME = { timeoutMs: 30_000 };

/** Instances of order on one database, with peers that do what the test says. */
export class OrderShop {
  desk = new PaymentDesk();
  me = someone();

  private constructor(
    readonly services: readonly RunningService[],
    readonly product: ScriptedPeer,
    readonly inventory: ScriptedPeer,
    readonly payment: ScriptedPeer,
  ) {}

  static async start(instances = 1, differences: NodeJS.ProcessEnv = {}): Promise<OrderShop> {
    const [product, inventory, payment] = await Promise.all([
      scriptedPeer(productThatSells({ ROPE: 1000, LAMP: 500 })),
      scriptedPeer(inventoryThatHolds()),
      scriptedPeer(() => 'reset'),
    ]);
    const env = {
      ...(await serviceEnvironment('order')),
      PRODUCT_URL: product.url,
      INVENTORY_URL: inventory.url,
      PAYMENT_URL: payment.url,
      STRIPE_API_URL: 'http://127.0.0.1:9',
      SMTP_URL: 'smtp://127.0.0.1:9',
      SWEEP_EVERY_MS: '50',
      // A busy machine is no checkout whose time was over.
      CHECKOUT_BUDGET_MS: '4000',
      LOG_LEVEL: 'fatal',
      ...differences,
    };
    const services = await Promise.all(Array.from({ length: instances }, () => startService(orderService, env)));
    return new OrderShop(services, product, inventory, payment);
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.close()));
    await Promise.all([this.product, this.inventory, this.payment].map((peer) => peer.stop()));
  }

  /** A new customer at peers that are well. */
  fresh(): void {
    this.me = someone();
    this.desk = new PaymentDesk();
    this.inventory.script = inventoryThatHolds();
    this.payment.script = (request) => this.desk.script(request);
    for (const peer of [this.inventory, this.payment]) peer.calls.length = 0;
  }

  get database(): Database {
    const { database } = this.services[0]!.platform;
    if (database === undefined) throw new Error('no database');
    return database;
  }

  async ask(
    method: string,
    path: string,
    { body, key, as = this.me, instance = 0, headers = {} }: Asking = {},
  ): Promise<Heard> {
    const response = await fetch(this.services[instance]!.url + path, {
      method,
      headers: {
        ...headers,
        'x-session': signSession(TEST_SESSION_KEY, { ...as, expiresAt: systemClock.now() + 600_000 }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json(), headers: response.headers };
  }

  /** Two ropes and a lamp, with shipping 29.90 in all. */
  async fill(): Promise<void> {
    await this.ask('PUT', '/cart/lines/ROPE', { body: { quantity: 2 } });
    await this.ask('PUT', '/cart/lines/LAMP', { body: { quantity: 1 } });
  }

  /** null: the browser could not reach the provider. */
  buy(card: string | null = 'pm_good', key: string = crypto.randomUUID(), instance = 0): Promise<Heard> {
    return this.ask('POST', '/orders', { body: checkout(card), key, instance });
  }

  async bought(card = 'pm_good'): Promise<Order> {
    await this.fill();
    const { status, body } = await this.buy(card);
    if (status >= 300) throw new Error(`checkout answered ${status}: ${JSON.stringify(body)}`);
    return Order.parse(body);
  }

  /** Its provider was away at checkout, and then the card was declined (or 3-D Secure asked for). */
  async due(outcome: 'declined' | 'requires_action' = 'declined'): Promise<Order> {
    this.desk.cards.set('pm_late', outcome);
    this.desk.trouble.set('authorize', {
      status: 503,
      body: { error: { code: 'payment.provider.unavailable', message: '' } },
    });
    const { id } = await this.bought('pm_late');
    this.desk.trouble.delete('authorize');
    return this.reaches(id, 'payment_due', () => this.sweepSoon(id));
  }

  cancel(id: string, options: Asking = {}): Promise<Heard> {
    return this.ask('POST', `/orders/${id}/cancel`, { key: crypto.randomUUID(), ...options });
  }

  pay(id: string, card = 'pm_good', options: Asking = {}): Promise<Heard> {
    const body = { paymentMethod: card };
    return this.ask('POST', `/orders/${id}/payment`, { key: crypto.randomUUID(), body, ...options });
  }

  refund(id: string, body: object, options: Asking = {}): Promise<Heard> {
    const whole = { reason: 'broken', ...body };
    return this.ask('POST', `/orders/${id}/refunds`, {
      key: crypto.randomUUID(),
      as: OPERATOR,
      body: whole,
      ...options,
    });
  }

  async look(id: string): Promise<Order> {
    return Order.parse((await this.ask('GET', `/orders/${id}`, { as: OPERATOR })).body);
  }

  reaches(id: string, state: OrderState, nudge: () => Promise<void> = async () => {}): Promise<Order> {
    return eventually(async () => {
      await nudge();
      const order = await this.look(id);
      if (order.state !== state) throw new Error(`it is ${order.state}`);
      return order;
    }, IN_TIME);
  }

  /** The sweeper takes it now, without waiting for the pacer. */
  private async sweepSoon(id: string): Promise<void> {
    await this.database.writer.query(
      "UPDATE orders SET next_attempt_at = now(), pace_at = NULL WHERE id = $1 AND state = 'payment_deferred' AND pace_at IS NOT NULL",
      [id],
    );
  }

  /** Nothing is owed to anybody any more. */
  async rests(id: string): Promise<void> {
    const owed = 'SELECT FROM orders WHERE id = $1 AND next_attempt_at IS NOT NULL';
    await eventually(async () => (await this.database.writer.query(owed, [id])).length === 0, IN_TIME);
  }

  serviceToken(caller = 'reconciliation'): string {
    return new ServiceTokens(TEST_SERVICE_KEY, caller, systemClock).mint('order');
  }

  kept(orderId: string): number {
    return this.desk.kept(orderId);
  }

  /** Payment's event about an attempt, as its outbox delivers it. */
  async tell(attemptId: string): Promise<void> {
    const { body: attempt } = (await this.desk.script({
      method: 'GET',
      path: `/internal/attempts/${attemptId}`,
      query: new URLSearchParams(),
      headers: {},
      body: undefined,
    })) as { body: { orderId: string } };
    const envelope: EventEnvelope = {
      id: crypto.randomUUID(),
      type: 'payment.attempt_changed',
      source: 'payment',
      occurredAt: new Date().toISOString(),
      data: { attempt, orderId: attempt.orderId },
    };
    const headers = { 'x-service-token': this.serviceToken('payment'), 'content-type': 'application/json' };
    const url = `${this.services[0]!.url}/internal/inbox`;
    const { status } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(envelope) });
    if (status !== 204) throw new Error(`the event was answered with ${status}`);
  }

  /** As if the process had died when the request was carried out and its answer not yet stored. */
  async forgetAnswer(key: string): Promise<void> {
    await this.database.writer.query(
      `UPDATE idempotency_key SET completed_at = NULL, status = NULL, body = NULL, locked_until = created_at WHERE key = $1`,
      [key],
    );
  }
}

export const OPERATOR = someone({ id: crypto.randomUUID(), email: 'o@b.example', name: 'O', role: 'operator' });

export function someone(customer: SessionClaims['customer'] = null): SessionClaims {
  return { sessionId: crypto.randomUUID(), cartId: crypto.randomUUID(), customer, expiresAt: 0 };
}

export function codeOf({ body }: Heard): string {
  return ErrorBody.parse(body).error.code;
}

function checkout(paymentMethod: string | null): Checkout {
  return {
    email: 'mara@example.com',
    shippingAddress: { name: 'Mara', line1: '1 Pier', city: 'Cobh', postalCode: 'P24', country: 'IE' },
    paymentMethod,
    expectedTotal: { amountMinor: 2990, currency: 'EUR' },
  };
}
