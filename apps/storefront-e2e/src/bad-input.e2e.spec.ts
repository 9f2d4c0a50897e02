import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Checkout, Order, Session } from '@breakwater/contracts';
import { type Cast, gatherCast, stored } from './support/cast.js';
import { rawRequest, requestText } from './support/raw-request.js';
import { expectRefused } from './support/refused.js';
import { mailsTo, Shopper } from './support/shopper.js';
import { shopUrl } from './support/surroundings.js';

const HOSTILE = `<script>alert(1)</script>'; DROP TABLE orders;-- "&amp; \${7*7}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const DEEP = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

let cast: Cast;
let sku: string;
let before: unknown;

beforeAll(async () => {
  cast = await gatherCast();
  sku = String(cast.known['sku']?.[0]);
  before = await stored(cast);
}, 120_000);

const nothingStored = async (): Promise<void> => expect(await stored(cast)).toEqual(before);

/** Sends the bytes as a body, as somebody who may use the route. */
async function post(who: Shopper, [method, path]: readonly [string, string], body: string, headers: object) {
  const response = await fetch(shopUrl + path, {
    method,
    headers: { cookie: who.cookie, 'idempotency-key': crypto.randomUUID(), ...headers },
    // As bytes, so that no content type is made up for them.
    body: new TextEncoder().encode(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown };
}

const withBodies = (): [Shopper, readonly [string, string]][] => [
  [cast.guest, ['POST', '/api/auth/sign-up']],
  [cast.guest, ['POST', '/api/auth/sign-in']],
  [cast.guest, ['PUT', `/api/cart/lines/${sku}`]],
  [cast.customer, ['POST', '/api/orders']],
  [cast.customer, ['POST', `/api/orders/${cast.toChange.cancel}/payment`]],
  [cast.operator, ['POST', `/api/orders/${cast.toChange.refunds}/refunds`]],
  [cast.operator, ['POST', '/api/reconciliation/runs']],
  [cast.guest, ['POST', '/api/payments/webhooks/stripe']],
];

describe('a body', () => {
  afterAll(nothingStored);

  const BODIES: Record<string, string> = {
    'that is empty': '',
    'that is not JSON': '{"email":',
    'of form fields': 'email=a%40b.example&quantity=1',
    'that is null': 'null',
    'that is a list': '[{"quantity":1}]',
    'that is a text': '"quantity"',
    'that is a number': '1e999',
    'that nests deeply': DEEP,
    'that nests deeply in a field': `{"quantity":${DEEP},"email":${DEEP}}`,
    'with nothing that is asked for': '{}',
    'with a prototype': '{"__proto__":{"role":"operator"},"quantity":1}',
    'with a constructor': '{"constructor":{"prototype":{"role":"operator"}},"quantity":1}',
    'with NaN': '{"quantity":NaN}',
  };
  it.each(Object.entries(BODIES))('%s is refused on every route', async (what, body) => {
    for (const [who, route] of withBodies()) {
      expectRefused(`${route.join(' ')} ${what}`, await post(who, route, body, JSON_TYPE));
    }
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/html',
    'json',
    '',
  ])('of type "%s" is refused on every route', async (type) => {
    for (const [who, route] of withBodies()) {
      const answer = await post(who, route, '{"quantity":3}', type === '' ? {} : { 'content-type': type });
      expectRefused(route.join(' '), answer);
      expect(answer.status).toBe(415);
    }
  });

  // The bodies themselves are not sent: whoever is refused need not go on, and a client that does may miss the answer.
  it.each([300_000, 2_000_000])('that says it has %d bytes is refused before it comes', async (length) => {
    for (const [{ cookie }, [method, path]] of withBodies()) {
      const headers = [`cookie: ${cookie}`, 'content-type: application/json', `content-length: ${length}`];
      const answer = await rawRequest(requestText(`${method} ${path}`, headers));
      expectRefused(`${method} ${path}`, answer);
      expect(answer.status).toBe(413);
    }
  });

  it('whose length nobody says is refused as soon as it is too long', async () => {
    const justTooLong = `40000\r\n${'a'.repeat(0x4_00_00)}\r\n1\r\na\r\n`;
    for (const [{ cookie }, [method, path]] of withBodies()) {
      const headers = [`cookie: ${cookie}`, 'content-type: application/json', 'transfer-encoding: chunked'];
      const answer = await rawRequest(requestText(`${method} ${path}`, headers) + justTooLong);
      expectRefused(`${method} ${path}`, answer);
      expect(answer.status).toBe(413);
    }
  });
});

describe('a quantity', () => {
  afterAll(nothingStored);

  const WRONG = [
    '-1',
    '0',
    '-0',
    '0.5',
    '1.0000001',
    '100',
    '1e21',
    '1e999',
    '9007199254740993',
    '"1"',
    'null',
    'true',
    '[1]',
    '{}',
    '""',
  ];
  it.each(WRONG)('of %s is refused and changes no cart', async (quantity) => {
    const route = ['PUT', `/api/cart/lines/${sku}`] as const;
    expectRefused(quantity, await post(cast.guest, route, `{"quantity":${quantity}}`, JSON_TYPE));
  });
});

describe('an amount to give back', () => {
  afterAll(nothingStored);

  it.each(['-1', '0', '0.5', '1e21', '9007199254740993', '"1"', 'null', '[1]', '2990.01'])(
    'of %s is refused and moves no money',
    async (amount) => {
      const route = ['POST', `/api/orders/${cast.toChange.refunds}/refunds`] as const;
      const body = `{"amountMinor":${amount},"reason":"broken"}`;
      expectRefused(amount, await post(cast.operator, route, body, JSON_TYPE));
    },
  );
});

describe('HTML and SQL', () => {
  afterAll(nothingStored);

  it('in a checkout come back as they were, on the page and in the mail, and every table is still there', async () => {
    const shopper = new Shopper();
    await shopper.put(sku);
    const { total } = await shopper.cart();
    const shippingAddress = {
      name: HOSTILE,
      line1: HOSTILE,
      line2: HOSTILE,
      city: HOSTILE,
      postalCode: "';--",
      country: 'IE',
    };
    const paymentMethod = await shopper.tokenize('4242424242424242');
    const checkout: Checkout = { email: shopper.email, shippingAddress, paymentMethod, expectedTotal: total };
    const placed = await shopper.ask('POST', '/api/orders', checkout, { 'idempotency-key': crypto.randomUUID() });
    expect([201, 202]).toContain(placed.status);
    const { id } = Order.parse(placed.body);
    expect((await shopper.order(id)).shippingAddress).toEqual(shippingAddress);
    await shopper.reaches(id, 'paid');
    expect((await mailsTo(shopper.email)).every(({ text }) => text.includes(HOSTILE) || text === '')).toBe(true);
  });

  it('in a name come back as they were', async () => {
    const shopper = new Shopper();
    const account = { email: shopper.email, name: HOSTILE, password: HOSTILE };
    const { body } = await shopper.ask('POST', '/api/auth/sign-up', account);
    expect(Session.parse(body).customer?.name).toBe(HOSTILE);
    expect((await shopper.signIn(account)).customer?.name).toBe(HOSTILE);
  });

  it('in a search, a filter or an id find nothing', async () => {
    const text = encodeURIComponent(HOSTILE);
    const { status, body } = await cast.guest.ask('GET', `/api/catalogue/products?q=${text}`);
    expect([status, body]).toEqual([200, expect.objectContaining({ items: [], total: 0 })]);
    for (const path of ['catalogue/products?category=', 'catalogue/products?sort=', 'catalogue/products/', 'orders/']) {
      expectRefused(path, await cast.guest.ask('GET', `/api/${path}${text.replaceAll('%2F', '')}`));
    }
  });
});

describe('text that is no text', () => {
  afterAll(nothingStored);

  const address = { name: 'M', line1: 'L', city: 'C', postalCode: 'P', country: 'IE' };
  it.each(['a\0b', 'a\ud800b', '\udfff', 'a\u001bb', 'a\r\nBcc: b@example.com', ' ', '\t'])(
    'such as %j is refused',
    async (text) => {
      const checkout = {
        email: 'a@b.example',
        shippingAddress: address,
        paymentMethod: 'pm_1',
        expectedTotal: { amountMinor: 1, currency: 'EUR' },
      };
      const key = { 'idempotency-key': crypto.randomUUID() };
      for (const field of ['name', 'line1', 'city', 'postalCode']) {
        const wrong = { ...checkout, shippingAddress: { ...address, [field]: text } };
        expectRefused(field, await cast.customer.ask('POST', '/api/orders', wrong, key));
      }
      const account = { email: 'someone@b.example', name: text, password: 'long enough it is' };
      expectRefused('sign-up', await cast.guest.ask('POST', '/api/auth/sign-up', account));
    },
  );
});
