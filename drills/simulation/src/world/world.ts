import { isFault } from '@breakwater/kernel';
import { Engine } from '../engine/engine.js';
import type { Process } from '../engine/process.js';
import type { Task } from '../engine/task.js';
import { startChaos } from './chaos.js';
import { Customer } from './customer.js';
import { Inventory } from './inventory.js';
import { startOperator } from './operator.js';
import { OrderService } from './order/order-service.js';
import { Outsider } from './outsider.js';
import type { Deliver } from './outbox.js';
import { Payment } from './payment/payment.js';
import { Product } from './product.js';
import { Provider, type WebhookEvent } from './provider/provider.js';
import { Reconciliation } from './reconciliation/reconciliation.js';
import { type Settings, settingsOf } from './settings.js';
import type { Wiring } from './wiring.js';

const START_MS = Date.UTC(2026, 0, 1);
const WEBHOOK_TRIES = 12;
const ENDED_UNPAID = ['declined', 'rejected', 'cancelled', 'refunded'];

/** The whole shop with its customers and its provider, before anything has happened. */
export class World {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly provider: Provider;
  readonly inventory: Inventory;
  readonly payment: Payment;
  readonly orders: OrderService;
  readonly product: Product;
  readonly reconciliation: Reconciliation;
  readonly outsider: Outsider;
  readonly customers: readonly Customer[];
  readonly #stripe: Process;

  constructor(
    seed: number,
    readonly wiring: Wiring,
    chosen: Partial<Settings> | undefined,
    listener: ((line: string) => void) | undefined,
  ) {
    const engine = new Engine(seed, START_MS, listener);
    const settings = { ...settingsOf(engine.random), ...chosen };
    this.engine = engine;
    this.settings = settings;
    this.#stripe = engine.newStranger('provider');
    this.provider = new Provider(engine, settings, (event) => this.#stripe.spawn(this.#deliverWebhook(event)));
    this.inventory = new Inventory(engine, wiring, settings);
    this.payment = new Payment(engine, wiring, settings, this.provider);
    this.orders = new OrderService(engine, wiring, settings, this.inventory, this.payment, () => this.provider.backAt);
    this.product = new Product(engine, wiring, settings);
    const deliver: Deliver = (context, destination, event, timeoutMs) =>
      destination === 'product'
        ? this.product.service.call(context, event.type, timeoutMs, (there) => this.product.paid(there, event))
        : this.orders.service.call(context, event.type, timeoutMs, (there) => this.orders.paymentChanged(there, event));
    this.inventory.onRelease = (orderId) => this.#watchRelease(orderId);
    this.payment.start(deliver);
    this.orders.start(deliver);
    this.reconciliation = new Reconciliation(engine, wiring, this.orders, this.payment, () => this.provider.isOut);
    this.outsider = new Outsider(engine, settings, this.provider);
    startChaos(engine, settings);
    startOperator(engine, settings, this.orders);
    this.customers = Array.from(
      { length: settings.customers },
      (_, i) => new Customer(engine, settings, `customer-${i + 1}`, this.orders, this.provider),
    );
  }

  /** Stock is given back when its order has ended without it, and never while the outcome is open. */
  #watchRelease(orderId: string): void {
    const state = this.orders.store.orders.get(orderId)?.progress.state;
    if (state === undefined || ENDED_UNPAID.includes(state)) return;
    this.engine.complaints.push(`stock: that of ${orderId} is released while the order is ${state}`);
  }

  /** Until the shop has it, but not for ever. */
  *#deliverWebhook(event: WebhookEvent): Task<void> {
    const { engine, payment } = this;
    for (let tries = 0; tries < WEBHOOK_TRIES; tries++) {
      try {
        const context = engine.context(this.#stripe);
        return yield* payment.service.call(context, event.type, 10_000, (there) => payment.webhook(there, event));
      } catch (error) {
        if (!isFault(error)) throw error;
        yield* engine.sleep(5_000 * 3 ** Math.min(tries, 7));
      }
    }
  }
}
