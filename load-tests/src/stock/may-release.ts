import type { OrderSnapshot, ReservationSnapshot } from '@breakwater/contracts';

const ENDED_UNPAID: readonly OrderSnapshot['state'][] = ['declined', 'rejected', 'cancelled'];

/** Why the stock of an order must not be released by hand; undefined when it may be. */
export function refusalOf(
  order: OrderSnapshot | undefined,
  reservation: ReservationSnapshot | undefined,
): string | undefined {
  if (reservation === undefined) return 'nothing is reserved for it';
  if (order === undefined || (ENDED_UNPAID.includes(order.state) && order.steps.length === 0)) return undefined;
  if (order.steps.length > 0)
    return `the order is ${order.state} and still owes ${order.steps.join(', ')}: wait for it`;
  return `the order is ${order.state}: cancel it or give it back in the console, which puts its things back too`;
}
