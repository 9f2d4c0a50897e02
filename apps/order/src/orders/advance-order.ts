import { Inject, Injectable } from '@nestjs/common';
import { ORDER_PAID } from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { CLOCK, LOGGER, Outbox } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { clearCart } from '../carts/carts.repository.js';
import { allows, decide, type Effect, type OrderEvent, type Order as Progress } from '../domain/order.js';
import { Notifications } from '../notifications/notifications.js';
import { CarryOutStep, type StepOutcome } from './carry-out-step.js';
import { nextTryAt } from './next-try.js';
import type { OrderRecord } from './order-record.js';
import { findOrder, postpone, saveProgress } from './orders.repository.js';

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
    @Inject(Notifications) private readonly notifications: Notifications,
    @Inject(Outbox) private readonly outbox: Outbox,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Returns the order as it is afterwards. Trouble on the way is not thrown: the order keeps its step and a time to try it. */
  async advance(orderId: string): Promise<OrderRecord> {
    for (let i = 0; i < MAX_STEPS; i++) {
      const order = await this.read(orderId);
      const [step] = order.progress.steps;
      if (step === undefined) return order;
      let outcome: StepOutcome;
      try {
        outcome = await this.steps.carryOut(order, step, this.clock.now());
      } catch (error) {
        this.log.warn({ err: error, orderId, step, tries: order.tries }, 'order step failed, will be tried again');
        outcome = 'wait';
      }
      if (outcome === 'wait') {
        await postpone(this.database.writer, orderId, order.version, nextTryAt(order, this.clock.now()));
        return order;
      }
      await this.apply(order, outcome);
      if (outcome !== null && this.waits(outcome)) break;
    }
    return this.read(orderId);
  }

  /** Takes an event from outside. False when the order's state has no move for it. */
  async take(orderId: string, event: OrderEvent): Promise<boolean> {
    const order = await this.read(orderId);
    if (!allows(order.progress.state, event.type)) return false;
    return this.apply(order, event);
  }

  /** One transaction: the new state, its time for the next step, and everything that becomes true with it. */
  private async apply(order: OrderRecord, outcome: OrderEvent | null): Promise<boolean> {
    const { state: progress, effects } = this.decideOn(order, outcome);
    const now = new Date(this.clock.now());
    const waits = outcome !== null && this.waits(outcome);
    const leased = waits ? nextTryAt({ progress, tries: 0 }, now.getTime()) : new Date(now.getTime() + LEASE_MS);
    const next = progress.steps.length === 0 ? null : leased;
    const saved = await this.database.transaction(async (tx) => {
      if (!(await saveProgress(tx, order, progress, now, next))) return false;
      for (const effect of effects) await this.record(tx, order, effect);
      return true;
    });
    if (saved) await this.afterwards(order, progress, effects);
    return saved;
  }

  private decideOn(order: OrderRecord, outcome: OrderEvent | null): { state: Progress; effects: readonly Effect[] } {
    const { progress } = order;
    if (outcome !== null) return decide(progress, outcome);
    return { state: { ...progress, steps: progress.steps.slice(1) }, effects: [] };
  }

  /** After these the order waits for somebody else: the customer, the provider. */
  private waits(outcome: OrderEvent): boolean {
    return (
      outcome.type === 'action_required' ||
      outcome.type === 'outcome_unknown' ||
      outcome.type === 'provider_unavailable'
    );
  }

  private async record(tx: Sql, order: OrderRecord, effect: Effect): Promise<void> {
    switch (effect.type) {
      case 'clear_cart':
        return clearCart(tx, order.cartId, order.id);
      case 'announce_paid': {
        const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
        return this.outbox.publish(tx, {
          type: ORDER_PAID,
          destination: 'product',
          data: { orderId: order.id, lines },
        });
      }
      case 'notify':
        return this.notifications.record(tx, order.id, effect.notice);
    }
  }

  private async afterwards(order: OrderRecord, progress: Progress, effects: readonly Effect[]): Promise<void> {
    if (effects.some(({ type }) => type === 'announce_paid')) this.outbox.wake();
    if (effects.some(({ type }) => type === 'notify')) this.notifications.wake();
    if (progress.state === 'payment_deferred' && order.progress.state !== 'payment_deferred') {
      await this.steps.extendHold(order).catch((error: unknown) => {
        this.log.warn({ err: error, orderId: order.id }, 'hold of a deferred order could not be extended');
      });
    }
  }

  private async read(orderId: string): Promise<OrderRecord> {
    const order = await findOrder(this.database.writer, orderId);
    if (order === null) throw new Fault('not_found', 'order.order.not_found', orderId);
    return order;
  }
}
