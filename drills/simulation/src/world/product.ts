import { Database } from '../engine/database.js';
import type { Context, Engine } from '../engine/engine.js';
import { Service } from '../engine/service.js';
import type { Task } from '../engine/task.js';
import { type Event, Inbox } from './outbox.js';
import type { Settings } from './settings.js';
import type { Wiring } from './wiring.js';

/** The consumer of `order.paid`: counts what was bought. */
export class Product {
  readonly service: Service;
  readonly sales;
  readonly #inbox: Inbox;

  constructor(engine: Engine, wiring: Wiring, settings: Settings) {
    this.service = new Service(engine, 'product', settings.instances);
    const database = new Database(engine, 'product');
    this.sales = database.table<number>();
    this.#inbox = new Inbox(wiring, database);
  }

  *paid(context: Context, event: Event): Task<void> {
    yield* this.#inbox.receive(context, event, () =>
      this.sales.set(event.orderId, (this.sales.get(event.orderId) ?? 0) + 1),
    );
  }
}
