import { isSettled, type Judging, type OrderCase } from './order-case.js';
import type { Violation } from './violation.js';

const SOLD = ['paid', 'fulfilled'];
const ENDED_UNPAID = ['declined', 'rejected', 'cancelled'];

/** The first invariant, between order and inventory: what was paid for is reserved, what ended unpaid holds nothing. */
export function judgeStockOfOrder({ orderId, order, reservation }: OrderCase, judging: Judging): Violation[] {
  if (reservation === undefined) return [];
  if (reservation !== null && !isSettled(reservation, judging)) return [];
  const found = (code: string, message: string): Violation[] => [{ invariant: 1, code, message, ids: { orderId } }];
  const holds = reservation?.state === 'held' || reservation?.state === 'confirmed';
  if (order === null) {
    return holds
      ? found('invariant.stock.held_without_order', `stock is ${reservation.state} for an order that is not there`)
      : [];
  }
  if (order.steps.length > 0 || !isSettled(order, judging)) return [];
  if (SOLD.includes(order.state) && reservation?.state !== 'confirmed' && reservation?.returned !== true) {
    return found(
      'invariant.stock.sold_without_hold',
      `the order is ${order.state}, its reservation ${reservation?.state ?? 'missing'}`,
    );
  }
  if (ENDED_UNPAID.includes(order.state) && holds) {
    return found(
      'invariant.stock.held_after_end',
      `the order is ${order.state}, its reservation still ${reservation.state}`,
    );
  }
  return [];
}
