import type { Schedule } from '@breakwater/order/domain/next-try';
import type { Line, Order as Progress, OrderState } from '@breakwater/order/domain/order';
import { Fault } from '@breakwater/kernel';
import { Database, type Table } from '../../engine/database.js';
import type { Context, Engine } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import { Inbox, Outbox } from '../outbox.js';
import type { Wiring } from '../wiring.js';

export interface OrderRow {
  readonly id: string;
  readonly key: string;
  readonly attemptId: string;
  /** Null: the customer's browser could not reach the provider. */
  readonly paymentMethod: string | null;
  readonly totalMinor: number;
  readonly lines: readonly Line[];
  readonly progress: Progress;
  readonly version: number;
  readonly tries: number;
  readonly nextAttemptAt: number | null;
  /** For the pacer, which knows when the provider is back. */
  readonly paceAt: number | null;
  readonly placedAt: number;
  readonly updatedAt: number;
  readonly timeline: readonly { readonly state: OrderState; readonly at: number }[];
}

/** An attempt that an order has left for another one, or that turned up after the order had ended. */
export interface FormerRow {
  readonly attemptId: string;
  readonly orderId: string;
  readonly tries: number;
  readonly nextTryAt: number | null;
}

/** What a customer hears of a checkout. */
export interface CheckoutAnswer {
  readonly status: number;
  readonly orderId: string;
  readonly state: OrderState;
}

interface KeyRow {
  readonly owner: number;
  readonly attempt: number;
  readonly lockedUntil: number;
  readonly answer: CheckoutAnswer | null;
}

/** Order's database. */
export class OrderStore {
  readonly database: Database;
  readonly orders: Table<OrderRow>;
  readonly keys: Table<KeyRow>;
  /** Ids that belong to a key of a request: a repeat means the same attempt, the same refund. */
  readonly ids: Table<string>;
  readonly formers: Table<FormerRow>;
  readonly outbox: Outbox;
  readonly inbox: Inbox;

  constructor(
    readonly engine: Engine,
    readonly wiring: Wiring,
  ) {
    this.database = new Database(engine, 'order');
    this.orders = this.database.table<OrderRow>();
    this.keys = this.database.table<KeyRow>();
    this.ids = this.database.table<string>();
    this.formers = this.database.table<FormerRow>();
    this.outbox = new Outbox(engine, wiring, this.database);
    this.inbox = new Inbox(wiring, this.database);
  }

  *read(context: Context, id: string): Task<OrderRow> {
    return yield* this.database.transaction(context, `reading ${id}`, () => {
      const row = this.orders.get(id);
      if (row === undefined) throw new Fault('not_found', 'order.order.not_found', id);
      return row;
    });
  }

  /** Inside a transaction: undefined when somebody has changed the order since `order` was read. */
  save(
    order: OrderRow,
    progress: Progress,
    { nextAttemptAt, paceAt }: Schedule,
    { attemptId, paymentMethod }: Pick<OrderRow, 'attemptId' | 'paymentMethod'>,
  ): OrderRow | undefined {
    const stored = this.orders.get(order.id)!;
    if (this.wiring.habits.checksVersions && stored.version !== order.version) return undefined;
    const now = this.engine.now();
    const timeline =
      progress.state === order.progress.state
        ? order.timeline
        : [...order.timeline, { state: progress.state, at: now }];
    const saved: OrderRow = {
      ...order,
      progress,
      attemptId,
      paymentMethod,
      timeline,
      nextAttemptAt: nextAttemptAt?.getTime() ?? null,
      paceAt: paceAt?.getTime() ?? null,
      version: stored.version + 1,
      tries: 0,
      updatedAt: now,
    };
    this.orders.set(order.id, saved);
    return saved;
  }

  *postpone(context: Context, order: OrderRow, { nextAttemptAt, paceAt }: Schedule): Task<void> {
    yield* this.database.transaction(context, `postponing ${order.id}`, () => {
      const stored = this.orders.get(order.id)!;
      if (stored.version !== order.version) return;
      const times = { nextAttemptAt: nextAttemptAt?.getTime() ?? null, paceAt: paceAt?.getTime() ?? null };
      this.orders.set(order.id, { ...stored, ...times, tries: stored.tries + 1 });
    });
  }

  /** The id that this key of a request stands for. */
  *idFor(context: Context, key: string, kind: 'attempt' | 'refund'): Task<string> {
    return yield* this.database.transaction(context, `id of ${key}`, () => {
      const known = this.ids.get(key) ?? this.engine.newId(kind);
      this.ids.insert(key, known);
      return known;
    });
  }
}
