import { Inject, Injectable } from '@nestjs/common';
import { type Attempt, refund } from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { type Clock, isFault } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, LOGGER, Peers } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { allows, type OrderEvent } from '../domain/order.js';
import { AdvanceOrder } from './advance-order.js';
import { EndAttempt, PAYMENT_TIMEOUT_MS, refundOfCharge } from './end-attempt.js';
import { claimStrays, type FormerAttempt, scheduleStray } from './former-attempts.repository.js';
import type { OrderRecord } from './order-record.js';
import { findOrder } from './orders.repository.js';

const BATCH = 10;
const LEASE_MS = 20_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Attempts that no order wants and that came to life all the same, such as a call that was on its way for so long that the
 * order had been cancelled meanwhile. What is only authorised is voided, what is charged is given back.
 */
@Injectable()
export class UndoAttempts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Peers) private readonly peers: Peers,
    @Inject(EndAttempt) private readonly attempts: EndAttempt,
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async sweep(): Promise<number> {
    const now = this.clock.now();
    const strays = await claimStrays(this.database.writer, new Date(now), new Date(now + LEASE_MS), BATCH);
    await Promise.all(strays.map((stray) => this.undo(stray)));
    return strays.length;
  }

  private async undo({ attemptId, orderId, tries }: FormerAttempt): Promise<void> {
    const isDone = await this.end(attemptId, orderId).catch((error: unknown) => {
      if (isFault(error) && error.code === 'payment.attempt.not_found') return true;
      this.log.warn({ err: error, orderId, attemptId, tries }, 'attempt could not be undone, will be tried again');
      return false;
    });
    const pauseMs = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** Math.min(tries, 10));
    await scheduleStray(this.database.writer, attemptId, isDone ? null : new Date(this.clock.now() + pauseMs));
  }

  private async end(attemptId: string, orderId: string): Promise<boolean> {
    const order = await findOrder(this.database.writer, orderId);
    if (order === null || isWanted(order, attemptId)) return true;
    const attempt = await this.attempts.end(attemptId);
    faultPoint('order.stray.ended');
    this.log.info({ orderId, attemptId, state: attempt.state }, 'an attempt that no order wants has been ended');
    if (attempt.state === 'captured') return this.giveBack(order, attempt);
    return attempt.state === 'voided' || attempt.state === 'declined' || attempt.state === 'refunded';
  }

  private async giveBack(order: OrderRecord, { id: attemptId, amount }: Attempt): Promise<boolean> {
    const refundId = refundOfCharge(attemptId);
    if (order.attemptId === attemptId) {
      const at = new Date(this.clock.now()).toISOString();
      const found: OrderEvent = { type: 'charge_found', amountMinor: amount.amountMinor, refundId, at };
      const charged = await this.orders.change(order.id, ({ progress }) => (allows(progress, found) ? found : null));
      await this.orders.advance(charged);
      return true;
    }
    // The order lives on with another attempt; this one is no part of what it was paid with.
    const { state } = await this.peers.get('payment').call(refund, {
      params: { attemptId, refundId },
      body: { amount, reason: 'Charged by an attempt that was given up' },
      timeoutMs: PAYMENT_TIMEOUT_MS,
    });
    if (state === 'failed') this.log.error({ orderId: order.id, attemptId }, 'a charge could not be given back');
    return state !== 'pending';
  }
}

function isWanted({ attemptId: current, progress: { state } }: OrderRecord, attemptId: string): boolean {
  return current === attemptId && state !== 'declined' && state !== 'rejected' && state !== 'cancelled';
}
