import { limitMs, phaseOf } from './limits.js';
import type { Judging, OrderCase } from './order-case.js';
import type { Violation } from './violation.js';

/** The second invariant: an order that a customer was told of is there, and is at an end or within its state's limit. */
export function judgeEnd({ orderId, order, acknowledged }: OrderCase, { nowMs, limits }: Judging): Violation[] {
  const found = (code: string, message: string): Violation[] => [{ invariant: 2, code, message, ids: { orderId } }];
  if (order === null)
    return acknowledged ? found('invariant.order.lost', 'a customer was told of this order, and it is not there') : [];
  const phase = phaseOf(order);
  if (phase === undefined) return [];
  const ms = nowMs - Date.parse(order.final ? order.updatedAt : order.stateSince);
  const limit = limitMs(limits, phase);
  if (ms <= limit) return [];
  const what = order.final ? `${order.state} and still owes ${order.steps.join(', ')}` : order.state;
  return found(
    'invariant.order.stuck',
    `it has been ${what} for ${Math.round(ms / 1000)} s; the limit is ${limit / 1000} s`,
  );
}
