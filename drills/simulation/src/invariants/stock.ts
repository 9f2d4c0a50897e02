import type { World } from '../world/world.js';

const SOLD = ['paid', 'fulfilled', 'refunded'];

/** For each SKU: received = available + held + confirmed, nothing negative; what is confirmed belongs to a sale, nothing is held. */
export function checkStock({ inventory, orders, settings }: World): string[] {
  const found: string[] = [];
  for (const { sku, units } of settings.stock) {
    const { available, held, confirmed, received } = inventory.stock.get(sku)!;
    const level = `${available} available + ${held} held + ${confirmed} confirmed of ${received} received`;
    if (received !== units || available + held + confirmed !== received)
      found.push(`stock: ${sku} does not add up: ${level}`);
    if (Math.min(available, held, confirmed) < 0) found.push(`stock: ${sku} is negative: ${level}`);
    if (held > 0) found.push(`stock: ${sku} is still held: ${level}`);
    let sold = 0;
    for (const order of orders.store.orders.all()) sold += soldOf(order, sku);
    if (confirmed !== sold) found.push(`stock: ${sku}: ${confirmed} confirmed, orders have sold ${sold}`);
  }
  for (const { id, progress } of orders.store.orders.all()) {
    const reservation = inventory.reservations.get(id)?.state ?? 'not there';
    if (progress.state !== 'refunded' && SOLD.includes(progress.state) && reservation !== 'confirmed')
      found.push(`stock: ${id} is ${progress.state}, its reservation is ${reservation}`);
  }
  for (const { orderId, state } of inventory.reservations.all()) {
    const order = orders.store.orders.get(orderId);
    if (order === undefined) found.push(`stock: the reservation of ${orderId} has no order`);
    else if (state === 'confirmed' && !SOLD.includes(order.progress.state))
      found.push(`stock: ${orderId} is ${order.progress.state}, its reservation is confirmed`);
  }
  return found;

  function soldOf({ id, lines, progress }: ReturnType<typeof orders.store.orders.all>[number], sku: string): number {
    if (!SOLD.includes(progress.state) || inventory.reservations.get(id)?.state !== 'confirmed') return 0;
    const back = progress.refunds.filter(({ state }) => state === 'succeeded').flatMap((refund) => refund.lines);
    return unitsOf(lines, sku) - unitsOf(back, sku);
  }
}

function unitsOf(lines: readonly { readonly sku: string; readonly quantity: number }[], sku: string): number {
  return lines.reduce((sum, line) => sum + (line.sku === sku ? line.quantity : 0), 0);
}
