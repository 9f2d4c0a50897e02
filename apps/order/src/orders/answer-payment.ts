import type { Order } from '@breakwater/contracts';
import { Fault } from '@breakwater/kernel';
import { type KeyedAnswer, refusal } from './answer-once.js';
import type { OrderRecord } from './order-record.js';

/**
 * The answer to who has just paid, as far as it came. Refusals are answers too: they are stored with the key, so that a
 * repeat hears the same. `late`: of an order that had to wait, whose declined card may be followed by another.
 */
export function answerPayment({ progress }: OrderRecord, body: Order, { late = false } = {}): KeyedAnswer {
  const { state, rejection, shortages, decline, nextActionUrl, capturedMinor } = progress;
  if (state === 'declined' || (late && state === 'payment_due' && nextActionUrl === null)) {
    return refusal(
      new Fault('payment_required', 'order.payment.declined', 'declined', {
        publicMessage: decline?.message ?? 'The payment was declined.',
        details: { order: body },
      }),
    );
  }
  if (state === 'rejected' && rejection === 'sold_out') {
    return refusal(
      new Fault('conflict', 'order.stock.insufficient', 'sold out', {
        publicMessage: 'Some of this has just sold out. Nothing was charged.',
        details: { order: body, lines: shortages },
      }),
    );
  }
  if (state === 'rejected' || state === 'cancelled') {
    return refusal(
      new Fault('conflict', 'order.order.rejected', state, {
        publicMessage: `This order could not be completed. ${capturedMinor === 0 ? 'Nothing was charged.' : 'All that was charged is given back.'}`,
        details: { order: body },
      }),
    );
  }
  return { status: state === 'paid' || state === 'fulfilled' ? 201 : 202, body };
}
