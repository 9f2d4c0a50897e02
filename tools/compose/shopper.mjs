// A guest with a cookie jar, who shops by HTTP through the edge.
import { randomUUID } from 'node:crypto';
import { eventually } from './engine.mjs';

const ADDRESS = { name: 'Mara Quinn', line1: '1 Pier Road', city: 'Cobh', postalCode: 'P24 X7', country: 'IE' };
const VISA = { number: '4242424242424242', exp_month: '12', exp_year: '2035', cvc: '123' };

export class Shopper {
  #cookie = '';

  /** @param {string} shop address of the edge */
  constructor(shop) {
    this.shop = shop;
  }

  /** @returns {Promise<{status: number, body: any}>} */
  async ask(method, path, body, headers = {}) {
    const response = await fetch(this.shop + path, {
      method,
      headers: {
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const set = response.headers.get('set-cookie');
    if (set !== null) this.#cookie = set.split(';')[0];
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json');
    return { status: response.status, body: json ? JSON.parse(text) : text };
  }

  /** Asks, and throws unless the answer has the wanted status, or one of them. */
  async want(status, method, path, body, headers) {
    const answer = await this.ask(method, path, body, headers);
    if ([status].flat().includes(answer.status)) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
  }

  /** Buys one piece of the first thing in stock. It is paid, or recorded when that takes longer than a customer should wait. */
  async buy() {
    // A shop that has only just come up may not know yet what it has.
    const sku = await eventually('something is in stock', () => this.#somethingInStock(), 60_000);
    const { total } = await this.want(200, 'PUT', `/api/cart/lines/${sku}`, { quantity: 1 });
    const checkout = {
      email: `guest-${randomUUID()}@example.com`,
      shippingAddress: ADDRESS,
      paymentMethod: await this.#tokenise(),
      expectedTotal: total,
    };
    return await this.want([201, 202], 'POST', '/api/orders', checkout, { 'idempotency-key': randomUUID() });
  }

  async order(id) {
    return await this.want(200, 'GET', `/api/orders/${id}`);
  }

  async #somethingInStock() {
    const { items } = await this.want(200, 'GET', '/api/catalogue/products');
    for (const { slug } of items) {
      const { stock, variants } = await this.want(200, 'GET', `/api/catalogue/products/${slug}`);
      const found = variants.find(({ sku }) => stock.availableBySku?.[sku] > 0);
      if (found !== undefined) return found.sku;
    }
    throw new Error('nothing on the first page of the catalogue is in stock');
  }

  async #tokenise() {
    const { publishableKey, tokenizeUrl } = await this.want(200, 'GET', '/api/orders/payment-config');
    const fields = Object.entries(VISA).map(([name, value]) => [`card[${name}]`, value]);
    const response = await fetch(new URL(tokenizeUrl, this.shop), {
      method: 'POST',
      headers: { authorization: `Bearer ${publishableKey}` },
      body: new URLSearchParams([['type', 'card'], ...fields]),
    });
    const { id } = await response.json();
    if (typeof id !== 'string') throw new Error(`the provider answered ${response.status} to a card`);
    return id;
  }
}
