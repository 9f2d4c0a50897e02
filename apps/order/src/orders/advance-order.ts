import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { currentDeadline, faultPoint } from '@breakwater/resilience';
import { CLOCK, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { type Schedule, scheduleOf, waits } from '../domain/next-try.js';
import { allows, decide, type OrderEvent, type Order as Progress, type Step, stepDone } from '../domain/order.js';
import type { StepOutcome } from '../domain/step-outcomes.js';
import { CarryOutStep } from './carry-out-step.js';
import { insertFormerAttempt } from './former-attempts.repository.js';
import { orderNotFound } from './order-access.js';
import type { OrderRecord } from './order-record.js';
import { findOrder, postpone, saveProgress } from './orders.repository.js';
import { RecordEffects } from './record-effects.js';

/** While a step runs, nobody else takes the order for this long. */
export const LEASE_MS = 20_000;
/** With less than this a call to a peer is likely to be cut short, and then nobody knows what came of it. */
const LEAST_MS = 50;
/** More steps in a row than any order has. */
const MAX_STEPS = 20;
/** More changes of one order at once than there are. */
const MAX_RACES = 20;

/**
 * Brings an order as far as it gets now: one step at another service, one transaction with what came of it, and again. Checkout,
 * the sweeper and payment's events all come through here, so an order that a crash left anywhere goes on from there.
 */
@Injectable()
export class AdvanceOrder {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CarryOutStep) private readonly steps: CarryOutStep,
    @Inject(RecordEffects) private readonly effects: RecordEffects,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /**
   * Returns the order as it is afterwards. Trouble on the way is not thrown: the order keeps its step and a time to try it.
   * `until`: this step and what follows is left to the sweeper, at once.
   */
  async advance(from: OrderRecord | string, { until }: { readonly until?: Step } = {}): Promise<OrderRecord> {
    let order = typeof from === 'string' ? await this.read(from) : from;
    for (let i = 0; i < MAX_STEPS; i++) {
      const [step] = order.progress.steps;
      if (step === undefined) return order;
      if (step === until || isOver(currentDeadline())) return this.leave(order, soon(this.clock.now()));
      const outcome = await this.carryOut(order, step);
      if (outcome === 'wait') return this.leave(order, scheduleOf(order, this.clock.now()));
      if (outcome === 'no_time') return this.leave(order, this.inTime(order));
      faultPoint(`order.${step}.answered`);
      const after = await this.apply(order, outcome);
      faultPoint(`order.${step}.saved`);
      if (after !== null && stays(after.progress, step)) return after;
      // Without `after` somebody else was quicker.
      order = after ?? (await this.read(order.id));
    }
    return order;
  }

  private async carryOut(order: OrderRecord, step: Step): Promise<StepOutcome> {
    const { id: orderId, tries, progress } = order;
    try {
      const outcome = await this.steps.carryOut(order, step, this.clock.now());
      if (outcome === null || typeof outcome === 'string' || allows(progress, outcome)) return outcome;
      this.log.error({ orderId, step, state: progress.state, outcome }, 'order step came to what no rule knows');
    } catch (error) {
      this.log.warn({ err: error, orderId, step, tries }, 'order step failed, will be tried again');
    }
    return 'wait';
  }

  /** The sweeper has more time than a checkout, so it goes on at once; should that not be enough either, later. */
  private inTime(order: OrderRecord): Schedule {
    const now = this.clock.now();
    return order.tries === 0 && !waits(order.progress) ? soon(now) : scheduleOf(order, now);
  }

  /** Nothing more to be done now: the sweeper comes back to it. */
  private async leave(order: OrderRecord, schedule: Schedule): Promise<OrderRecord> {
    await postpone(this.database.writer, order, schedule);
    return order;
  }

  /**
   * Takes an event from outside, decided on the order as it is; should somebody change it meanwhile, it is decided anew. null
   * changes nothing. Throws what `eventFor` throws, `order.move.illegal`, `order.order.not_found`.
   */
  async change(orderId: string, eventFor: (order: OrderRecord) => OrderEvent | null): Promise<OrderRecord> {
    for (let i = 0; i < MAX_RACES; i++) {
      const order = await this.read(orderId);
      const event = eventFor(order);
      if (event === null) return order;
      const after = await this.apply(order, event);
      if (after !== null) return after;
    }
    throw new Fault('conflict', 'order.order.busy', orderId, {
      publicMessage: 'Your order is being worked on at this moment. Please try again in a few seconds.',
      retryAfterSeconds: 1,
    });
  }

  /** One transaction: the new state, its time for the next step, and everything that becomes true with it. Null: read again. */
  private async apply(order: OrderRecord, outcome: OrderEvent | null): Promise<OrderRecord | null> {
    const { state: progress, effects } = outcome === null ? stepDone(order.progress) : decide(order.progress, outcome);
    const done = outcome === null ? order.progress.steps[0] : undefined;
    const switches = done === 'switch_attempt';
    const payment = switches ? (order.progress.nextPayment ?? order) : order;
    const nowMs = this.clock.now();
    const next = stays(progress, done) ? scheduleOf({ progress, tries: 0 }, nowMs) : leased(progress, nowMs);
    const saved = await this.database.transaction(async (tx) => {
      const after = await saveProgress(tx, order, progress, new Date(nowMs), next, payment);
      if (after === null) return null;
      if (switches) await insertFormerAttempt(tx, { attemptId: order.attemptId, orderId: order.id });
      for (const effect of effects) await this.effects.record(tx, order, effect);
      // The coupon that has just been given, or taken back, belongs to the order as well.
      return effects.some(({ type }) => type === 'apologise' || type === 'revoke_coupon')
        ? findOrder(tx, order.id)
        : after;
    });
    if (saved !== null) this.effects.committed(effects);
    return saved;
  }

  private async read(orderId: string): Promise<OrderRecord> {
    const order = await findOrder(this.database.writer, orderId);
    if (order === null) throw orderNotFound(orderId);
    return order;
  }
}

/** A new attempt does not wait for what the former one waited for: it is asked for at once. */
function stays(progress: Progress, done: Step | undefined): boolean {
  return waits(progress) && done !== 'switch_attempt';
}

function isOver(deadline: ReturnType<typeof currentDeadline>): boolean {
  return deadline !== undefined && deadline.remainingMs() < LEAST_MS;
}

function soon(nowMs: number): Schedule {
  return { nextAttemptAt: new Date(nowMs), paceAt: null };
}

/** While it is gone on with, only a crash makes the sweeper take it; what owes nothing is never looked at. */
function leased({ steps }: Progress, nowMs: number): Schedule {
  return { nextAttemptAt: steps.length === 0 ? null : new Date(nowMs + LEASE_MS), paceAt: null };
}
