import { Inject, Injectable } from '@nestjs/common';
import {
  confirmReservation,
  extendReservation,
  getReservation,
  InsufficientStock,
  releaseReservation,
  reserve,
  returnStock,
} from '@breakwater/contracts';
import { Database } from '@breakwater/database';
import { isFault } from '@breakwater/kernel';
import { CONFIG, Peers } from '@breakwater/service-host';
import type { OrderState, Step } from '../domain/order.js';
import { newsOfReservation, type StepOutcome } from '../domain/step-outcomes.js';
import type { OrderConfig } from '../order.config.js';
import type { OrderRecord } from './order-record.js';
import { findSuperseded } from './orders.repository.js';
import { reservedAt } from './understood.js';

/** The hold outlasts the window by this, so that who pays in the last second still gets the things. */
const HOLD_MARGIN_SECONDS = 600;
/** More than that inventory does not hold. */
const LONGEST_HOLD_SECONDS = 604_800;

/** Asks for money, or waits until it can: whatever the trouble is, it ends with the hold. */
const ENDS_WITH_HOLD: readonly OrderState[] = ['reserved', 'payment_deferred', 'unknown'];

/** The steps at inventory. */
@Injectable()
export class StockSteps {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Peers) private readonly peers: Peers,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  /** Nobody waits for ever: when the longest hold is over and the stock is gone, so is the order. */
  async isHoldLost(order: OrderRecord, step: Step, nowMs: number): Promise<boolean> {
    if (!ENDS_WITH_HOLD.includes(order.progress.state) || step === 'extend_hold') return false;
    if (nowMs <= this.heldUntil(order)) return false;
    const { state, expiresAt } = await this.inventory.call(getReservation, { params: { orderId: order.id } });
    return state !== 'held' || Date.parse(expiresAt) <= nowMs;
  }

  /** What is missing may be held by an order of this very cart that this one takes the place of, until that is released. */
  async reserve(order: OrderRecord): Promise<StepOutcome> {
    const outcome = await this.askForStock(order);
    if (!isRefusal(outcome)) return outcome;
    const superseded = await findSuperseded(this.database.writer, order.cartId);
    if (superseded === 'held') return 'wait';
    // Perhaps it was released only after we had asked.
    return superseded === 'released' ? this.askForStock(order) : outcome;
  }

  private async askForStock(order: OrderRecord): Promise<StepOutcome> {
    const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    try {
      const body = { lines, ttlSeconds: this.config.HOLD_SECONDS };
      const { state } = await this.inventory.call(reserve, { params: { orderId: order.id }, body });
      return newsOfReservation(state);
    } catch (error) {
      if (!isFault(error) || error.code !== 'inventory.stock.insufficient') throw error;
      return { type: 'stock_refused', shortages: InsufficientStock.parse(error.details).lines };
    }
  }

  /** Stock stays held for as long as the order may still be paid. */
  async extend(order: OrderRecord, nowMs: number): Promise<StepOutcome> {
    const leftSeconds = Math.ceil((this.heldUntil(order) - nowMs) / 1000);
    const ttlSeconds = Math.min(Math.max(1, leftSeconds), LONGEST_HOLD_SECONDS);
    await this.inventory.call(extendReservation, { params: { orderId: order.id }, body: { ttlSeconds } });
    return null;
  }

  async confirm({ id: orderId }: OrderRecord): Promise<StepOutcome> {
    await this.inventory.call(confirmReservation, { params: { orderId } });
    return { type: 'hold_confirmed' };
  }

  async release({ id: orderId }: OrderRecord): Promise<StepOutcome> {
    await this.inventory.call(releaseReservation, { params: { orderId } });
    return null;
  }

  /** What came back with a refund goes on the shelf again. */
  async takeBack(order: OrderRecord): Promise<StepOutcome> {
    const back = order.progress.refunds.find(({ state, returned }) => state === 'succeeded' && !returned);
    if (back === undefined) return null;
    const { id: returnId, lines } = back;
    await this.inventory.call(returnStock, { params: { orderId: order.id }, body: { returnId, lines: [...lines] } });
    return { type: 'stock_returned', refundId: returnId };
  }

  /** Counted from when this payment was begun, so that an order cannot be held for ever by turns. */
  private heldUntil(order: OrderRecord): number {
    const { state, payUntil } = order.progress;
    const { HOLD_SECONDS, DEFERRED_HOLD_SECONDS } = this.config;
    if ((state === 'payment_due' || state === 'reserved') && payUntil !== null)
      return Date.parse(payUntil) + HOLD_MARGIN_SECONDS * 1000;
    return reservedAt(order) + (state === 'reserved' ? HOLD_SECONDS : DEFERRED_HOLD_SECONDS) * 1000;
  }

  private get inventory() {
    return this.peers.get('inventory');
  }
}

function isRefusal(outcome: StepOutcome): boolean {
  return outcome !== null && typeof outcome === 'object' && outcome.type === 'stock_refused';
}
