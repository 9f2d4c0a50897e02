import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Cart, type Checkout, ErrorBody, Order, type OrderState } from '@breakwater/contracts';
import { type RunningService, type SessionClaims, signSession, startService } from '@breakwater/service-host';
import { eventually, scriptedPeer, type ScriptedPeer, serviceEnvironment, TEST_SESSION_KEY } from '@breakwater/testing';
import { orderService } from './service.js';
import { inventoryThatHolds, paymentThat, productThatSells } from './testing/peers.js';

let service: RunningService;
let product: ScriptedPeer;
let inventory: ScriptedPeer;
let payment: ScriptedPeer;
let me: SessionClaims;

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const checkout = (total: number): Checkout => ({
  email: 'mara@example.com',
  shippingAddress: { name: 'Mara', line1: '1 Pier', city: 'Cobh', postalCode: 'P24', country: 'IE' },
  paymentMethod: 'pm_card_visa',
  expectedTotal: eur(total),
});

function someone(): SessionClaims {
  const expiresAt = Date.now() + 600_000;
  return { sessionId: crypto.randomUUID(), cartId: crypto.randomUUID(), customer: null, expiresAt };
}

async function ask(
  method: string,
  path: string,
  options: { body?: unknown; key?: string; as?: SessionClaims; deadlineMs?: number } = {},
) {
  const response = await fetch(service.url + path, {
    method,
    headers: {
      'x-session': signSession(TEST_SESSION_KEY, options.as ?? me),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
      ...(options.deadlineMs === undefined ? {} : { 'x-deadline-ms': String(options.deadlineMs) }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

const fill = (quantity = 2) => ask('PUT', '/cart/lines/ROPE', { body: { quantity } });
const buy = (total = 2490, key = crypto.randomUUID(), more: object = {}) =>
  ask('POST', '/orders', { body: checkout(total), key, ...more });
const codeOf = (body: unknown) => ErrorBody.parse(body).error.code;
const look = async (id: string) => Order.parse((await ask('GET', `/orders/${id}`)).body);
const reaches = (id: string, state: OrderState) => eventually(async () => expect((await look(id)).state).toBe(state));

beforeAll(async () => {
  [product, inventory, payment] = await Promise.all([
    scriptedPeer(productThatSells({ ROPE: 1000 })),
    scriptedPeer(inventoryThatHolds()),
    scriptedPeer(paymentThat('authorized')),
  ]);
  const peers = { PRODUCT_URL: product.url, INVENTORY_URL: inventory.url, PAYMENT_URL: payment.url };
  const env = {
    ...(await serviceEnvironment('order')),
    ...peers,
    STRIPE_API_URL: 'http://127.0.0.1:9',
    SMTP_URL: 'smtp://127.0.0.1:9',
    SWEEP_EVERY_MS: '50',
    CHECKOUT_BUDGET_MS: '4000',
  };
  service = await startService(orderService, env);
});
afterAll(async () => {
  await service.close();
  await Promise.all([product.stop(), inventory.stop(), payment.stop()]);
});
beforeEach(() => {
  me = someone();
  product.script = productThatSells({ ROPE: 1000 });
  inventory.script = inventoryThatHolds();
  payment.script = paymentThat('authorized');
  for (const peer of [product, inventory, payment]) peer.calls.length = 0;
});

describe('a cart', () => {
  it("adds up, ships free from the limit on, and is this session's alone", async () => {
    const cart = Cart.parse((await fill(2)).body);
    expect(cart).toMatchObject({ subtotal: eur(2000), shipping: eur(490), total: eur(2490) });
    expect(Cart.parse((await fill(8)).body).total).toEqual(eur(8000));
    expect(Cart.parse((await ask('GET', '/cart', { as: someone() })).body).lines).toEqual([]);
  });

  it('shows a price that has changed since, with the former one', async () => {
    await fill();
    product.script = productThatSells({ ROPE: 1100 });
    const { lines } = Cart.parse((await ask('GET', '/cart')).body);
    expect(lines[0]).toMatchObject({ unitPrice: eur(1100), formerUnitPrice: eur(1000) });
  });

  it('still shows while product is away', async () => {
    await fill();
    product.script = () => 'reset';
    expect(Cart.parse((await ask('GET', '/cart')).body).total).toEqual(eur(2490));
  });

  it('names what is sold no longer and takes nothing that is not sold', async () => {
    await fill();
    product.script = productThatSells({});
    expect(Cart.parse((await ask('GET', '/cart')).body)).toMatchObject({ lines: [], dropped: ['ROPE'], total: eur(0) });
    const { status, body } = await ask('PUT', '/cart/lines/NOPE', { body: { quantity: 1 } });
    expect([status, codeOf(body)]).toEqual([404, 'cart.product.not_found']);
  });
});

describe('checkout', () => {
  it('reserves, authorises, confirms the hold, captures, in this order, and empties the cart', async () => {
    await fill();
    const { status, body } = await buy();
    expect([status, Order.parse(body).state]).toEqual([201, 'paid']);
    expect(Order.parse(body).timeline.map(({ state }) => state)).toEqual([
      'pending',
      'reserved',
      'authorized',
      'confirmed',
      'paid',
    ]);
    const { id } = Order.parse(body);
    expect(inventory.calls).toEqual([`PUT /internal/reservations/${id}`, `POST /internal/reservations/${id}/confirm`]);
    expect(payment.calls.map((call) => call.replace(/[0-9a-f-]{36}/, 'ID'))).toEqual([
      'PUT /internal/attempts/ID',
      'POST /internal/attempts/ID/capture',
    ]);
    expect(Cart.parse((await ask('GET', '/cart')).body).lines).toEqual([]);
  });

  it('gives one order and equal answers to 20 submits of one key at once', async () => {
    await fill();
    const key = crypto.randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => buy(2490, key)));
    const done = answers.filter(({ status }) => status === 201);
    const running = answers.filter(({ status }) => status === 409);
    expect(
      running.every(
        ({ body, headers }) => codeOf(body) === 'idempotency.key.in_progress' && headers.has('retry-after'),
      ),
    ).toBe(true);
    expect(done.length + running.length).toBe(20);
    const again = await buy(2490, key);
    expect(new Set([...done, again].map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(payment.calls.filter((call) => call.endsWith('/capture'))).toHaveLength(1);
  });

  it('refuses the same key with another body, and no key at all', async () => {
    await fill();
    const key = crypto.randomUUID();
    await buy(2490, key);
    const reused = await buy(1, key);
    expect([reused.status, codeOf(reused.body)]).toEqual([422, 'idempotency.key.reused']);
    const bare = await ask('POST', '/orders', { body: checkout(1) });
    expect([bare.status, codeOf(bare.body)]).toEqual([400, 'idempotency.key.missing']);
  });

  it('charges nobody another total than the one they saw', async () => {
    await fill();
    product.script = productThatSells({ ROPE: 1500 });
    const { status, body } = await buy();
    expect([status, codeOf(body)]).toEqual([409, 'order.total.changed']);
    expect(ErrorBody.parse(body).error.details).toMatchObject({ cart: { total: eur(3490) } });
    expect(payment.calls).toEqual([]);
    expect((await ask('GET', '/orders')).body).toEqual({ items: [] });
  });

  it('buys a cart once, from two tabs with two keys', async () => {
    await fill();
    const answers = await Promise.all([buy(), buy()]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(['order.cart.in_checkout', 'order.cart.empty']).toContain(codeOf(refused?.body));
  });

  it('answers a declined card with words, gives the stock back and keeps the cart', async () => {
    payment.script = paymentThat('declined');
    await fill();
    const { status, body } = await buy();
    expect([status, codeOf(body)]).toEqual([402, 'order.payment.declined']);
    expect(ErrorBody.parse(body).error.message).toBe('Not enough money.');
    await eventually(() => expect(inventory.calls.at(-1)).toMatch(/release$/));
    expect(Cart.parse((await ask('GET', '/cart')).body).lines).toHaveLength(1);
  });

  it('names the lines that are sold out, and asks for no money', async () => {
    inventory.script = inventoryThatHolds({ available: 1 });
    await fill();
    const { status, body } = await buy();
    expect([status, codeOf(body)]).toEqual([409, 'order.stock.insufficient']);
    expect(ErrorBody.parse(body).error.details).toMatchObject({ lines: [{ sku: 'ROPE', requested: 2, available: 1 }] });
    expect(payment.calls).toEqual([]);
  });

  it('voids the authorisation when the hold was lost meanwhile', async () => {
    inventory.script = inventoryThatHolds({ expired: true });
    await fill();
    const { status, body } = await buy();
    expect([status, codeOf(body)]).toEqual([409, 'order.order.rejected']);
    await eventually(() => expect(payment.calls.at(-1)).toMatch(/void$/));
    expect(payment.calls.some((call) => call.endsWith('/capture'))).toBe(false);
  });
});

describe('when payment fails', () => {
  it('the checkout page still learns where cards go: to the provider, not here', async () => {
    await payment.refuse();
    const { status, body } = await ask('GET', '/orders/payment-config');
    expect([status, body]).toMatchObject([200, { mode: 'sandbox', tokenizeUrl: '/sandbox/v1/payment_methods' }]);
    await payment.listen();
  });

  it('records the order while nobody answers at payment, and charges it when payment is back', async () => {
    await payment.refuse();
    await fill();
    const { status, body } = await buy();
    const { id, state } = Order.parse(body);
    expect([status, state]).toEqual([202, 'payment_deferred']);
    expect(Cart.parse((await ask('GET', '/cart')).body).lines).toEqual([]);
    await payment.listen();
    await reaches(id, 'paid');
    expect(inventory.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(1);
  });

  it.each(['hang', 'reset', 'half'] as const)(
    'calls an answer that does not come (%s) unknown, never declined, and keeps the stock',
    async (failure) => {
      payment.script = () => failure;
      await fill();
      const { status, body } = await buy(2490, crypto.randomUUID(), { deadlineMs: 2000 });
      const { id, state } = Order.parse(body);
      expect([status, state]).toEqual([202, 'unknown']);
      expect(inventory.calls.some((call) => call.endsWith('/release'))).toBe(false);
      payment.script = paymentThat('authorized');
      await reaches(id, 'paid');
    },
  );

  it('sends the customer to the bank, and lets a new checkout take the place of one that was left there', async () => {
    payment.script = paymentThat('requires_action');
    await fill();
    const first = Order.parse((await buy()).body);
    expect(first).toMatchObject({ state: 'requires_action', nextActionUrl: 'https://bank.example/3ds' });
    payment.script = paymentThat('authorized');
    expect((await buy()).status).toBe(201);
    await reaches(first.id, 'cancelled');
    // Its things went to the new order first; its payment is ended right after.
    await eventually(() => payment.calls.some((call) => call.endsWith('/void')));
  });
});

describe('an order', () => {
  it('is seen by its own session and by its link, and by nobody else', async () => {
    await fill();
    const { id, accessToken } = Order.parse((await buy()).body);
    const stranger = someone();
    expect((await ask('GET', `/orders/${id}`, { as: stranger })).status).toBe(404);
    expect((await ask('GET', `/orders/${id}?token=${accessToken}x`, { as: stranger })).status).toBe(404);
    expect((await ask('GET', `/orders/${id}?token=${accessToken}`, { as: stranger })).status).toBe(200);
    expect((await look(id)).state).toBe('paid');
  });

  it('belongs to the customer and not to the browser once somebody was signed in', async () => {
    const customer = { id: crypto.randomUUID(), email: 'm@example.com', name: 'M', role: 'customer' as const };
    const signedIn = { ...me, customer };
    await ask('PUT', '/cart/lines/ROPE', { body: { quantity: 2 }, as: signedIn });
    const { id } = Order.parse((await buy(2490, crypto.randomUUID(), { as: signedIn })).body);
    expect((await ask('GET', `/orders/${id}`, { as: me })).status).toBe(404);
    expect((await ask('GET', `/orders/${id}`, { as: { ...someone(), customer } })).status).toBe(200);
  });
});
