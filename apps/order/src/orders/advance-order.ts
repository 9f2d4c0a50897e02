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
import type { OrderRecord } from './order-record.js';
import { findOrder, postpone, saveProgress } from './orders.repository.js';
import { RecordEffects } from './record-effects.js';

/** While a step runs, nobody else takes the order for this long. */
export const LEASE_MS = 20_000;
/** More steps in a row than any order has. */
const MAX_STEPS = 20;

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

  /** Returns the order as it is afterwards. Trouble on the way is not thrown: the order keeps its step and a time to try it. */
  async advance(orderId: string): Promise<OrderRecord> {
    for (let i = 0; i < MAX_STEPS; i++) {
      const order = await this.read(orderId);
      const [step] = order.progress.steps;
      if (step === undefined) return order;
      if (isOver(currentDeadline())) return this.leave(order, soon(this.clock.now()));
      const outcome = await this.carryOut(order, step);
      if (outcome === 'wait') return this.leave(order, scheduleOf(order, this.clock.now()));
      faultPoint(`order.${step}.answered`);
      const after = await this.apply(order, outcome);
      if (after !== null && waits(after)) break;
    }
    return this.read(orderId);
  }

  private async carryOut(order: OrderRecord, step: Step): Promise<StepOutcome> {
    const { id: orderId, tries } = order;
    try {
      return await this.steps.carryOut(order, step, this.clock.now());
    } catch (error) {
      this.log.warn({ err: error, orderId, step, tries }, 'order step failed, will be tried again');
      return 'wait';
    }
  }

  /** Nothing more to be done now: the sweeper comes back to it. */
  private async leave(order: OrderRecord, schedule: Schedule): Promise<OrderRecord> {
    await postpone(this.database.writer, order, schedule);
    return order;
  }

  /** Takes an event from outside. False when the order's state has no move for it. */
  async take(orderId: string, event: OrderEvent): Promise<boolean> {
    const order = await this.read(orderId);
    if (!allows(order.progress, event)) return false;
    return (await this.apply(order, event)) !== null;
  }

  /** One transaction: the new state, its time for the next step, and everything that becomes true with it. Null: read again. */
  private async apply(order: OrderRecord, outcome: OrderEvent | null): Promise<Progress | null> {
    const { state: progress, effects } = outcome === null ? stepDone(order.progress) : decide(order.progress, outcome);
    const switches = outcome === null && order.progress.steps[0] === 'switch_attempt';
    const payment = switches ? (order.progress.nextPayment ?? order) : order;
    const nowMs = this.clock.now();
    const next = waits(progress) ? scheduleOf({ progress, tries: 0 }, nowMs) : leased(progress, nowMs);
    const saved = await this.database.transaction(async (tx) => {
      if (!(await saveProgress(tx, order, progress, new Date(nowMs), next, payment))) return false;
      for (const effect of effects) await this.effects.record(tx, order, effect);
      return true;
    });
    if (!saved) return null;
    this.effects.committed(effects);
    return progress;
  }

  private async read(orderId: string): Promise<OrderRecord> {
    const order = await findOrder(this.database.writer, orderId);
    if (order === null) throw new Fault('not_found', 'order.order.not_found', orderId);
    return order;
  }
}

function isOver(deadline: ReturnType<typeof currentDeadline>): boolean {
  return deadline !== undefined && deadline.remainingMs() <= 0;
}

function soon(nowMs: number): Schedule {
  return { nextAttemptAt: new Date(nowMs), paceAt: null };
}

/** While it is gone on with, only a crash makes the sweeper take it; what owes nothing is never looked at. */
function leased({ steps }: Progress, nowMs: number): Schedule {
  return { nextAttemptAt: steps.length === 0 ? null : new Date(nowMs + LEASE_MS), paceAt: null };
}
