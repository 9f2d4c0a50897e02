import { ORDER_STATES } from '@breakwater/order/domain/order-moves';
import type { World } from '../world/world.js';

const SOLD = ['paid', 'fulfilled'];

/** Each acknowledged order is there and has ended; the same key heard one answer; each sale was told once. */
export function checkOrders({ orders, payment, product, customers }: World): string[] {
  const found: string[] = [];
  for (const { id, progress, nextAttemptAt } of orders.store.orders.all()) {
    const { state, steps } = progress;
    if (!ORDER_STATES[state].final) found.push(`orders: ${id} is still ${state}, next attempt ${nextAttemptAt}`);
    else if (steps.length > 0) found.push(`orders: ${id} is ${state} and still owes ${steps.join(', ')}`);
    const sales = product.sales.get(id) ?? 0;
    if (SOLD.includes(state) ? sales !== 1 : sales > (state === 'refunded' ? 1 : 0))
      found.push(`orders: ${id} is ${state}, and product has counted it ${sales} times`);
  }
  for (const answers of customers.map((customer) => customer.answers))
    for (const [key, heard] of answers) {
      if (new Set(heard.map((answer) => JSON.stringify(answer))).size > 1)
        found.push(`orders: ${key} heard different answers`);
      for (const { orderId } of heard)
        if (orders.store.orders.get(orderId) === undefined)
          found.push(`orders: ${orderId} was acknowledged and is lost`);
    }
  const keys = orders.store.orders.all().map(({ key }) => key);
  for (const key of new Set(keys))
    if (keys.filter((one) => one === key).length > 1) found.push(`orders: ${key} has made more than one order`);
  for (const { id, type } of [...orders.store.outbox.pending(), ...payment.store.outbox.pending()])
    found.push(`orders: ${type} ${id} was never delivered`);
  return found;
}
