import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK } from '@breakwater/service-host';
import { cancellation, type CancellationRequest, isUnderWay } from '../domain/cancellation.js';
import { AdvanceOrder } from './advance-order.js';
import { AnswerOnce, type KeyedAnswer } from './answer-once.js';
import { derivedId } from './derived-id.js';
import type { OrderRecord } from './order-record.js';
import { PresentOrder } from './present-order.js';

/** Ends an order that is not fulfilled; what is paid is given back, and its things go back on the shelf. */
@Injectable()
export class CancelOrder {
  constructor(
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(AnswerOnce) private readonly once: AnswerOnce,
    @Inject(PresentOrder) private readonly present: PresentOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  cancel({ id, lines, progress }: OrderRecord, by: CancellationRequest['by'], key: string): Promise<KeyedAnswer> {
    const scope = `cancel:${id}`;
    return this.once.answer({ scope, key, body: null }, async ({ inTime }) => {
      // A payment that is being taken at this moment is taken first, and given back then.
      if (isUnderWay(progress)) await inTime(() => this.orders.advance(id));
      const request = { by, refundId: derivedId(scope, key), at: new Date(this.clock.now()).toISOString() };
      const order = await this.orders.change(id, (now) => cancellation(now.progress, lines, request));
      faultPoint('order.cancel.recorded');
      const after = await inTime(() => this.orders.advance(order));
      return { status: 200, body: this.present.present(after) };
    });
  }
}
