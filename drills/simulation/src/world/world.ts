import { isFault } from '@breakwater/kernel';
import { Engine } from '../engine/engine.js';
import type { Process } from '../engine/process.js';
import type { Task } from '../engine/task.js';
import { startChaos } from './chaos.js';
import { Customer } from './customer.js';
import { Inventory } from './inventory.js';
import { startOperator } from './operator.js';
import { OrderService } from './order/order-service.js';
import type { Deliver } from './outbox.js';
import { Payment } from './payment/payment.js';
import { Product } from './product.js';
import { Provider, type WebhookEvent } from './provider/provider.js';
import { type Settings, settingsOf } from './settings.js';
import { productWiring, type Wiring } from './wiring.js';

const START_MS = Date.UTC(2026, 0, 1);
const WEBHOOK_TRIES = 12;

/** The whole shop with its customers and its provider, before anything has happened. */
export class World {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly provider: Provider;
  readonly inventory: Inventory;
  readonly payment: Payment;
  readonly orders: OrderService;
  readonly product: Product;
  readonly customers: readonly Customer[];
  readonly #stripe: Process;

  constructor(
    seed: number,
    readonly wiring: Wiring = productWiring,
    listener?: (line: string) => void,
  ) {
    const engine = new Engine(seed, START_MS, listener);
    const settings = settingsOf(engine.random);
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
    this.payment.start(deliver);
    this.orders.start(deliver);
    startChaos(engine, settings);
    startOperator(engine, settings, this.orders);
    this.customers = Array.from(
      { length: settings.customers },
      (_, i) => new Customer(engine, settings, `customer-${i + 1}`, this.orders, this.provider),
    );
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
