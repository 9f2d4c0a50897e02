import type { AttemptFacts, OrderCase, OrderFacts, ReservationFacts } from '../domain/invariants/order-case.js';
import type { CheckContext } from './check-context.js';
import { SourceAway } from './source-away.js';

/** What all services say of these orders. Inventory or payment away: their part is left open and said to be unchecked. */
export async function readCases(
  context: CheckContext,
  orderIds: readonly string[],
  acknowledged: (orderId: string) => boolean,
): Promise<OrderCase[]> {
  const { sources } = context;
  const [orders, reservations, attempts] = await Promise.all([
    sources.orders(orderIds),
    unlessAway(context, 1, sources.reservations(orderIds)),
    unlessAway(context, 3, sources.attempts(orderIds)),
  ]);
  return assemble(orderIds, acknowledged, orders, reservations, attempts);
}

/**
 * The same, with the orders read before and after the rest: an order that has not changed in between was so all the time.
 * Those that have changed are left out.
 */
export async function readSteadyCases(
  context: CheckContext,
  orderIds: readonly string[],
  acknowledged: (orderId: string) => boolean,
): Promise<OrderCase[]> {
  const { sources } = context;
  const before = new Map((await sources.orders(orderIds)).map((order) => [order.orderId, order.version]));
  const cases = await readCases(context, orderIds, acknowledged);
  const after = new Map((await sources.orders(orderIds)).map((order) => [order.orderId, order.version]));
  return cases.filter(({ orderId }) => before.get(orderId) === after.get(orderId));
}

function assemble(
  orderIds: readonly string[],
  acknowledged: (orderId: string) => boolean,
  orders: readonly OrderFacts[],
  reservations: readonly ReservationFacts[] | undefined,
  attempts: readonly AttemptFacts[] | undefined,
): OrderCase[] {
  const orderOf = new Map(orders.map((order) => [order.orderId, order]));
  const reservationOf = new Map(reservations?.map((reservation) => [reservation.orderId, reservation]));
  const attemptsOf = Map.groupBy(attempts ?? [], ({ orderId }) => orderId);
  return orderIds.map((orderId) => ({
    orderId,
    order: orderOf.get(orderId) ?? null,
    acknowledged: acknowledged(orderId),
    reservation: reservations === undefined ? undefined : (reservationOf.get(orderId) ?? null),
    attempts: attempts === undefined ? undefined : (attemptsOf.get(orderId) ?? []),
  }));
}

async function unlessAway<T>({ tally }: CheckContext, invariant: 1 | 3, facts: Promise<T>): Promise<T | undefined> {
  try {
    return await facts;
  } catch (error) {
    if (!(error instanceof SourceAway)) throw error;
    tally.miss([invariant], error.message);
    return undefined;
  }
}
