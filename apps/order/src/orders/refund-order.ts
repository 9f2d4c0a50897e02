import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK } from '@breakwater/service-host';
import type { OrderEvent } from '../domain/order.js';
import { type AskedRefund, whatToRefund } from '../domain/refund-request.js';
import { AdvanceOrder } from './advance-order.js';
import { AnswerOnce, type KeyedAnswer } from './answer-once.js';
import { derivedId } from './derived-id.js';
import type { OrderRecord } from './order-record.js';
import { PresentOrder } from './present-order.js';

export interface RefundRequest extends AskedRefund {
  readonly reason: string;
}

/** Gives money back, and takes things back with it. One key is one refund, however often it is sent. */
@Injectable()
export class RefundOrder {
  constructor(
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(AnswerOnce) private readonly once: AnswerOnce,
    @Inject(PresentOrder) private readonly present: PresentOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  refund(orderId: string, asked: RefundRequest, key: string): Promise<KeyedAnswer> {
    const scope = `refund:${orderId}`;
    return this.once.answer({ scope, key, body: asked }, async ({ inTime }) => {
      const id = derivedId(scope, key);
      const order = await this.orders.change(orderId, (now) => this.request(now, asked, id));
      faultPoint('order.refund.recorded');
      const after = await inTime(() => this.orders.advance(order));
      return { status: 200, body: this.present.present(after) };
    });
  }

  private request(order: OrderRecord, asked: RefundRequest, id: string): OrderEvent | null {
    const { progress, lines, subtotal, shipping, discount } = order;
    if (progress.refunds.some((refund) => refund.id === id)) return null;
    const bought = {
      lines: lines.map(({ sku, quantity, unitPrice }) => ({ sku, quantity, unitPriceMinor: unitPrice.amountMinor })),
      grossMinor: subtotal.amountMinor + shipping.amountMinor,
      discountMinor: discount.amountMinor,
    };
    const at = new Date(this.clock.now()).toISOString();
    const refund = { id, reason: asked.reason, at, ...whatToRefund(progress, bought, asked) };
    return { type: 'refund_requested', refund };
  }
}
