import { Inject, Injectable } from '@nestjs/common';
import type { Step } from '../domain/order.js';
import { type StepOutcome, waitForPayment } from '../domain/step-outcomes.js';
import type { OrderRecord } from './order-record.js';
import { PaymentSteps } from './payment-steps.js';
import { StockSteps } from './stock-steps.js';
import { understood } from './understood.js';

/**
 * Does one step at another service and says what came of it. Each step may be repeated without harm: reservations go by order
 * id, payments by attempt id. What it throws is passing trouble; the step is tried again later.
 */
@Injectable()
export class CarryOutStep {
  constructor(
    @Inject(StockSteps) private readonly stock: StockSteps,
    @Inject(PaymentSteps) private readonly payment: PaymentSteps,
  ) {}

  async carryOut(order: OrderRecord, step: Step, nowMs: number): Promise<StepOutcome> {
    if (await this.stock.isHoldLost(order, step, nowMs)) return { type: 'hold_lost' };
    return understood(step, order, () => this.take(order, step, nowMs));
  }

  private async take(order: OrderRecord, step: Step, nowMs: number): Promise<StepOutcome> {
    switch (step) {
      case 'reserve_stock':
        return this.stock.reserve(order);
      case 'authorize_payment':
        return this.payment.authorize(order, nowMs);
      case 'resolve_payment':
        return this.payment.resolve(order, nowMs);
      case 'extend_hold':
        return this.stock.extend(order, nowMs);
      case 'await_payment':
        return waitForPayment(order.progress, nowMs);
      case 'switch_attempt':
        return null;
      case 'confirm_hold':
        return this.stock.confirm(order);
      case 'capture_payment':
        return this.payment.capture(order);
      case 'void_payment':
        return this.payment.end(order, nowMs);
      case 'refund_payment':
        return this.payment.refund(order);
      case 'await_refunds':
        return this.payment.newsOfRefunds(order);
      case 'return_stock':
        return this.stock.takeBack(order);
      case 'release_stock':
        return this.stock.release(order);
    }
  }
}
