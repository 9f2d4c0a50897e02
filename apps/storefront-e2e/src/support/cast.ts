import { createHmac } from 'node:crypto';
import { eventually } from '@breakwater/testing';
import { Order, ProductList } from '@breakwater/contracts';
import { setStock } from './backstage.js';
import { Shopper } from './shopper.js';
import { secrets } from './surroundings.js';
import type { Sender } from './open-api/send.js';
import type { Known } from './open-api/valid-values.js';

export interface Cast {
  readonly guest: Shopper;
  readonly customer: Shopper;
  readonly operator: Shopper;
  /** What leads somewhere when it is asked for. */
  readonly known: Known;
  /** Paid orders of the customer, one for each route that changes an order, so that none is in the way of another. */
  readonly toChange: Readonly<Record<'cancel' | 'refunds' | 'fulfil', string>>;
  /** What the guest has bought. */
  readonly order: Order;
}

const PASSWORD = 'a long enough password';

/** Three people; the first two have bought something and have something in the cart. */
export async function gatherCast(): Promise<Cast> {
  const [guest, customer, operator] = [new Shopper(), new Shopper(), new Shopper()];
  const { email } = customer;
  await customer.ask('POST', '/api/auth/sign-up', { email, name: 'Mara Quinn', password: PASSWORD });
  await operator.signIn(secrets().operator);
  const sku = await guest.findInStock('outerwear', 1);
  await setStock([sku], 50);
  const [ofGuest, ofCustomer] = [await buy(guest, sku), await buy(customer, sku)];
  const toChange = {
    cancel: (await buy(customer, sku)).id,
    refunds: (await buy(customer, sku)).id,
    fulfil: (await buy(customer, sku)).id,
  };
  const { items } = ProductList.parse((await guest.ask('GET', '/api/catalogue/products')).body);
  const today = new Date();
  const known: Known = {
    slug: items.map(({ slug }) => slug).slice(0, 5),
    file: items.map(({ slug }) => `${slug}.svg`).slice(0, 3),
    category: items.map(({ category }) => category).slice(0, 3),
    q: ['lantern', 'storm jacket'],
    sku: [sku],
    skus: [sku, `${sku},nothing`],
    orderId: [ofGuest.id, ofCustomer.id],
    date: [today.toISOString().slice(0, 10)],
    email: [email],
    password: [PASSWORD],
    from: [new Date(today.getTime() - 60_000).toISOString()],
    to: [today.toISOString()],
  };
  return { guest, customer, operator, known, toChange, order: ofGuest };
}

async function buy(shopper: Shopper, sku: string): Promise<Order> {
  await shopper.put(sku);
  const order = await shopper.buy();
  await eventually(() => shopper.cart().then(({ lines }) => lines.length === 0));
  await shopper.put(sku);
  return order;
}

export function sendersOf({ guest, customer, operator }: Cast): Sender[] {
  const people = Object.entries({ guest, customer, operator });
  return people.map(([name, { cookie }]) => ({ name, headers: { cookie } }));
}

/** What means something to inventory: things that no product has, in orders that nobody placed. */
export function knownInside(): Known {
  const sku = `E2E-${crypto.randomUUID()}`;
  const orderId = Array.from({ length: 10 }, () => crypto.randomUUID());
  return { sku: [sku], skus: [sku], orderId, quantity: [1], delta: [500], setAvailable: [500], ttlSeconds: [60] };
}

/** Another service, with a token for this one. */
export function serviceSender(audience: string): Sender {
  const claims = { caller: 'order', audience, expiresAt: Date.now() + 600_000 };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  const signature = createHmac('sha256', String(secrets()['serviceKey'])).update(payload).digest('base64url');
  return { name: 'service', headers: { 'x-service-token': `${payload}.${signature}` } };
}

/** What bad input must not change, as it is now: carts, orders, and who is signed in. */
export async function stored({ guest, customer, operator }: Cast): Promise<unknown> {
  const pages = ['/api/cart', '/api/orders', '/api/session'];
  const asked = [guest, customer, operator].flatMap((shopper) =>
    pages.map(async (path) => (await shopper.ask('GET', path)).body),
  );
  return Promise.all(asked);
}
