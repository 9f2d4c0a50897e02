import { setTimeout as pause } from 'node:timers/promises';
import { type Checkout, Order } from '@breakwater/contracts';
import { type Answer, Shopper } from '../support/shopper.js';
import { approve } from './provider.js';
import type { Random } from './random.js';

const CARDS = ['pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_visa', 'pm_card_mastercard'] as const;
const ODD_CARDS = ['pm_card_chargeDeclined', 'pm_card_authenticationRequired'] as const;
const PATIENCE_MS = 120_000;

/** A purchase that the shop has answered for: from then on it may not be lost. */
export interface Acknowledged {
  readonly orderId: string;
  readonly shopper: Shopper;
  readonly status: number;
  /** The customer wanted to have it cancelled, and the shop said yes. */
  cancelled: boolean;
}

/** One customer with a mind of their own: buys, repeats until there is an answer, clicks twice, cancels, goes to the bank. */
export async function buyOnce(skus: readonly string[], random: Random): Promise<Acknowledged> {
  const shopper = new Shopper();
  await persistently(() => shopper.ask('PUT', `/api/cart/lines/${random.pick(skus)}`, { quantity: 1 }));
  const cart = (await persistently(() => shopper.ask('GET', '/api/cart'))).body as { total: Checkout['expectedTotal'] };
  const checkout: Checkout = {
    email: shopper.email,
    shippingAddress: { name: 'Mara Quinn', line1: '1 Pier Road', city: 'Cobh', postalCode: 'P24 X7', country: 'IE' },
    paymentMethod: random.pick(random.chance(0.12) ? ODD_CARDS : CARDS),
    expectedTotal: cart.total,
  };
  const key = crypto.randomUUID();
  const submit = (): Promise<Answer> =>
    persistently(() => shopper.ask('POST', '/api/orders', checkout, { 'idempotency-key': key }));
  const answers = await Promise.all(random.chance(0.1) ? [submit(), submit()] : [submit()]);
  const orders = answers.map(orderIn);
  const [order] = orders;
  if (order === undefined) throw new Error('no answer');
  if (orders.some(({ id }) => id !== order.id))
    throw new Error(`one key, two orders: ${orders.map(({ id }) => id).join()}`);
  const bought: Acknowledged = { orderId: order.id, shopper, status: answers[0]?.status ?? 0, cancelled: false };
  if (random.chance(0.05)) await cancel(bought);
  return bought;
}

/** Sees it to its end as a customer would: confirms at the bank, pays in another way when asked to. */
export async function seeThrough({ orderId, shopper }: Acknowledged): Promise<Order> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const order = Order.parse((await persistently(() => shopper.ask('GET', `/api/orders/${orderId}`))).body);
    if (order.pollAfterMs === null) return order;
    if (performance.now() > giveUpAt) return order;
    if (order.nextActionUrl !== null) await approve(order.nextActionUrl);
    else if (order.state === 'payment_due') await payAgain(orderId, shopper);
    await pause(500);
  }
}

async function payAgain(orderId: string, shopper: Shopper): Promise<void> {
  const key = `again-${orderId}`;
  const body = { paymentMethod: 'pm_card_visa' };
  await persistently(() => shopper.ask('POST', `/api/orders/${orderId}/payment`, body, { 'idempotency-key': key }));
}

async function cancel(bought: Acknowledged): Promise<void> {
  const path = `/api/orders/${bought.orderId}/cancel`;
  const headers = { 'idempotency-key': `cancel-${bought.orderId}` };
  const { status } = await persistently(() => bought.shopper.ask('POST', path, undefined, headers));
  bought.cancelled = status === 200;
}

/** Refusals carry the order as well: it is recorded. */
function orderIn({ status, body }: Answer): { id: string } {
  if (status === 201 || status === 202) return Order.parse(body);
  const { error } = body as { error: { code: string; details?: { order?: { id: string } } } };
  if (error.details?.order === undefined) throw new Error(`checkout answered ${status} ${error.code}`);
  return error.details.order;
}

/** Repeats, as a browser with patience does, what was not answered or answered with "not now". */
async function persistently(ask: () => Promise<Answer>): Promise<Answer> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask().catch((error: unknown) => String(error));
    if (typeof answer !== 'string' && !isPassing(answer)) return answer;
    if (performance.now() > giveUpAt) throw new Error(`never answered: ${JSON.stringify(answer)}`);
    await pause(300);
  }
}

function isPassing({ status, body }: Answer): boolean {
  if (status >= 500 || status === 429) return true;
  const code = (body as { error?: { code?: string } } | undefined)?.error?.code;
  return code === 'idempotency.key.in_progress' || code === 'order.cart.in_checkout';
}
