import { allows, type Order as Progress, type OrderEvent, type Step, stepDone } from '@breakwater/order/domain/order';
import type { Schedule } from '@breakwater/order/domain/next-try';
import type { StepOutcome } from '@breakwater/order/domain/step-outcomes';
import { Fault, isFault } from '@breakwater/kernel';
import type { Context } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import type { OrderRow, OrderStore } from './order-store.js';
import type { Steps } from './steps.js';

export const LEASE_MS = 20_000;
const LEAST_MS = 50;
const MAX_STEPS = 20;
const MAX_RACES = 5;

/** advance-order.ts: one step at another service, one transaction with what came of it, and again. */
export class Advance {
  constructor(
    private readonly store: OrderStore,
    private readonly steps: Steps,
  ) {}

  *advance(context: Context, from: OrderRow | string): Task<OrderRow> {
    const { engine, wiring } = this.store;
    let order = typeof from === 'string' ? yield* this.store.read(context, from) : from;
    for (let i = 0; i < MAX_STEPS; i++) {
      const [step] = order.progress.steps;
      if (step === undefined) return order;
      if (context.deadlineMs - engine.now() < LEAST_MS) return yield* this.#leave(context, order, this.#soon());
      const outcome = yield* this.#carryOut(context, order, step);
      if (outcome === 'no_time') return yield* this.#leave(context, order, this.#inTime(order));
      if (outcome === 'wait') return yield* this.#leave(context, order, this.#scheduleOf(order.progress, order.tries));
      yield* engine.gap(context, `order.${step}.answered`);
      const after: OrderRow | undefined = yield* this.#apply(context, order, outcome);
      if (after !== undefined && step !== 'switch_attempt' && wiring.waits(after.progress)) return after;
      // Without `after` somebody else was quicker.
      order = after ?? (yield* this.store.read(context, order.id));
    }
    return order;
  }

  /** Takes an event from outside, decided on the order as it is; should somebody change it meanwhile, it is decided anew. */
  *change(context: Context, id: string, eventFor: (order: OrderRow) => OrderEvent | null): Task<OrderRow> {
    for (let i = 0; i < MAX_RACES; i++) {
      const order = yield* this.store.read(context, id);
      const event = eventFor(order);
      if (event === null) return order;
      const after = yield* this.#apply(context, order, event);
      if (after !== undefined) return after;
    }
    throw new Fault('conflict', 'order.order.busy', id);
  }

  *#carryOut(context: Context, order: OrderRow, step: Step): Task<StepOutcome> {
    const { engine } = this.store;
    const say = (what: string): void =>
      engine.trace.say(context.process.name, () => `${order.id} (${order.progress.state}) ${step}: ${what}`);
    try {
      const outcome = yield* this.steps.carryOut(context, order, step);
      say(shown(outcome));
      if (outcome === null || typeof outcome === 'string' || allows(order.progress, outcome)) return outcome;
      // The product logs this as an error and tries again; here it is a hole in the rule.
      engine.complaints.push(
        `rule: an order that is ${order.progress.state} comes to ${outcome.type} by ${step}, which no rule knows`,
      );
    } catch (error) {
      if (!isFault(error)) throw error;
      say(error.code);
    }
    return 'wait';
  }

  *#leave(context: Context, order: OrderRow, schedule: Schedule): Task<OrderRow> {
    yield* this.store.postpone(context, order, schedule);
    return order;
  }

  /** One transaction: the new state, its time for the next step, and everything that becomes true with it. */
  *#apply(context: Context, order: OrderRow, outcome: OrderEvent | null): Task<OrderRow | undefined> {
    const { store } = this;
    const { database, wiring } = store;
    const { state: progress, effects } =
      outcome === null ? stepDone(order.progress) : wiring.decideOrder(order.progress, outcome);
    const switches = outcome === null && order.progress.steps[0] === 'switch_attempt';
    const payment = switches ? (order.progress.nextPayment ?? order) : order;
    const schedule = !switches && wiring.waits(progress) ? this.#scheduleOf(progress, 0) : this.#leased(progress);
    return yield* database.transaction(context, `${order.id} becomes ${progress.state}`, () => {
      const saved = store.save(order, progress, schedule, payment);
      if (saved === undefined) return undefined;
      const { attemptId, id: orderId } = order;
      if (switches) store.formers.insert(attemptId, { attemptId, orderId, tries: 0, nextTryAt: null });
      for (const { type } of effects)
        if (type === 'announce_paid') store.outbox.publish('product', { type: 'order.paid', orderId });
      return saved;
    });
  }

  #inTime({ progress, tries }: OrderRow): Schedule {
    return tries === 0 && !this.store.wiring.waits(progress) ? this.#soon() : this.#scheduleOf(progress, tries);
  }

  #soon(): Schedule {
    return { nextAttemptAt: new Date(this.store.engine.now()), paceAt: null };
  }

  #scheduleOf(progress: Progress, tries: number): Schedule {
    const { wiring, engine } = this.store;
    return wiring.scheduleOf({ progress, tries }, engine.now(), engine.random.next);
  }

  /** While it is gone on with, only a crash makes the sweeper take it; what owes nothing is never looked at. */
  #leased({ steps }: Progress): Schedule {
    return { nextAttemptAt: steps.length === 0 ? null : new Date(this.store.engine.now() + LEASE_MS), paceAt: null };
  }
}

function shown(outcome: StepOutcome): string {
  if (outcome === null) return 'done';
  return typeof outcome === 'string' ? outcome : outcome.type;
}
