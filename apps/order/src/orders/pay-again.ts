import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, Fault } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK } from '@breakwater/service-host';
import type { OrderEvent } from '../domain/order.js';
import { waitForPayment } from '../domain/step-outcomes.js';
import { AdvanceOrder } from './advance-order.js';
import { answerPayment } from './answer-payment.js';
import { AnswerOnce, type KeyedAnswer } from './answer-once.js';
import { derivedId } from './derived-id.js';
import { isFormerAttempt } from './former-attempts.repository.js';
import type { OrderRecord } from './order-record.js';
import { PresentOrder } from './present-order.js';

interface NewPayment {
  readonly attemptId: string;
  readonly paymentMethod: string;
}

/** Another card for an order whose payment did not go through. One key is one attempt, however often it is sent. */
@Injectable()
export class PayAgain {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AdvanceOrder) private readonly orders: AdvanceOrder,
    @Inject(AnswerOnce) private readonly once: AnswerOnce,
    @Inject(PresentOrder) private readonly present: PresentOrder,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  pay({ id }: OrderRecord, paymentMethod: string, key: string): Promise<KeyedAnswer> {
    const scope = `payment:${id}`;
    return this.once.answer({ scope, key, body: { paymentMethod } }, async ({ attempt: run, inTime }) => {
      const payment = { attemptId: derivedId(scope, key), paymentMethod };
      const order =
        run > 1 && (await this.wasTaken(id, payment.attemptId))
          ? id
          : await this.orders.change(id, (now) => this.resubmission(now, payment));
      faultPoint('order.payment.resubmitted');
      const after = await inTime(() => this.orders.advance(order));
      return answerPayment(after, this.present.present(after), { late: true });
    });
  }

  private resubmission({ attemptId, progress }: OrderRecord, payment: NewPayment): OrderEvent | null {
    if (attemptId === payment.attemptId || progress.nextPayment?.attemptId === payment.attemptId) return null;
    const isDue = progress.state === 'payment_due' && waitForPayment(progress, this.clock.now()) === 'wait';
    if (isDue) return { type: 'payment_resubmitted', ...payment };
    throw new Fault('conflict', 'order.payment.not_due', `an order that is ${progress.state}`, {
      publicMessage: 'There is nothing to pay for this order at the moment.',
      details: { state: progress.state },
    });
  }

  /** By a run of this key that crashed before it had answered; another card may have been given since. */
  private wasTaken(orderId: string, attemptId: string): Promise<boolean> {
    return isFormerAttempt(this.database.writer, orderId, attemptId);
  }
}
