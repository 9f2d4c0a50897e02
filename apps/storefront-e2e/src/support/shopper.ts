import {
  Cart,
  type Checkout,
  getPaymentConfig,
  Order,
  ProductDetail,
  ProductList,
  type Session,
} from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { shopUrl } from './surroundings.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export const VISA = '4242424242424242';
export const DECLINING_CARD = '4000000000000002';

/** A person with a cookie jar who shops by HTTP, through the edge, as a browser would. */
export class Shopper {
  readonly email = `shopper-${crypto.randomUUID()}@example.com`;
  /** Of this browser, as it is sent. */
  cookie = '';

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(shopUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const set of response.headers.getSetCookie()) this.cookie = set.split(';')[0] ?? '';
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') === true && text !== '';
    return { status: response.status, body: json ? (JSON.parse(text) as unknown) : text, headers: response.headers };
  }

  async signIn(account: { email: string; password: string }): Promise<Session> {
    const { email, password } = account;
    return (await this.ask('POST', '/api/auth/sign-in', { email, password })).body as Session;
  }

  async product(slug: string): Promise<ProductDetail> {
    return ProductDetail.parse((await this.ask('GET', `/api/catalogue/products/${slug}`)).body);
  }

  /** How many there are of each variant. Waits while the shop does not know, as after the death of a part. */
  async stockOf(slug: string): Promise<Record<string, number>> {
    return eventually(
      async () => {
        const { stock } = await this.product(slug);
        if (stock.state !== 'known') throw new Error(`the stock of ${slug} is not known`);
        return stock.availableBySku;
      },
      { timeoutMs: 45_000, everyMs: 100 },
    );
  }

  /** A SKU of this category of which there are at least `atLeast`. */
  async findInStock(category: string, atLeast = 5): Promise<string> {
    const { body } = await this.ask('GET', `/api/catalogue/products?category=${category}`);
    for (const { slug } of ProductList.parse(body).items) {
      const found = Object.entries(await this.stockOf(slug)).find(([, count]) => count >= atLeast);
      if (found) return found[0];
    }
    throw new Error(`nothing in ${category} is in stock`);
  }

  async cart(): Promise<Cart> {
    return Cart.parse((await this.ask('GET', '/api/cart')).body);
  }

  async put(sku: string, quantity = 1): Promise<Cart> {
    const { body, status } = await this.ask('PUT', `/api/cart/lines/${sku}`, { quantity });
    if (status !== 200) throw new Error(`cart answered ${status}: ${JSON.stringify(body)}`);
    return Cart.parse(body);
  }

  /** Turns a card into a payment method at the provider, as the checkout page does. */
  async tokenize(cardNumber: string): Promise<string> {
    const config = getPaymentConfig.responses[200].parse((await this.ask('GET', '/api/orders/payment-config')).body);
    const response = await fetch(new URL(config.tokenizeUrl ?? '', shopUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${config.publishableKey}` },
      body: new URLSearchParams({
        type: 'card',
        'card[number]': cardNumber,
        'card[exp_month]': '12',
        'card[exp_year]': '2035',
        'card[cvc]': '123',
      }),
    });
    const { id } = (await response.json()) as { id?: string };
    if (id === undefined) throw new Error(`the provider answered ${response.status}`);
    return id;
  }

  async checkout(cardNumber = VISA, key: string = crypto.randomUUID(), headers = {}): Promise<Answer> {
    const { total } = await this.cart();
    const checkout: Checkout = {
      email: this.email,
      shippingAddress: { name: 'Mara Quinn', line1: '1 Pier Road', city: 'Cobh', postalCode: 'P24 X7', country: 'IE' },
      paymentMethod: await this.tokenize(cardNumber),
      expectedTotal: total,
    };
    return this.ask('POST', '/api/orders', checkout, { ...headers, 'idempotency-key': key });
  }

  /** Buys what is in the cart. A machine with much to do answers 202 first: the order is paid all the same. */
  async buy(...how: Parameters<Shopper['checkout']>): Promise<Order> {
    const { status, body } = await this.checkout(...how);
    if (status !== 201 && status !== 202) throw new Error(`checkout answered ${status}: ${JSON.stringify(body)}`);
    return this.reaches(Order.parse(body).id, 'paid');
  }

  async order(id: string): Promise<Order> {
    return Order.parse((await this.ask('GET', `/api/orders/${id}`)).body);
  }

  async reaches(id: string, state: Order['state'], timeoutMs = 30_000): Promise<Order> {
    return eventually(
      async () => {
        const order = await this.order(id);
        if (order.state !== state) throw new Error(`order is ${order.state}, waiting for ${state}`);
        return order;
      },
      { timeoutMs },
    );
  }
}

interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** The mails that this address has got so far, from the sandbox's inbox. */
export async function mailsTo(email: string): Promise<Mail[]> {
  const mails = (await (await fetch(`${shopUrl}/sandbox/control/mail`)).json()) as Mail[];
  return mails.filter(({ to }) => to.includes(email));
}
