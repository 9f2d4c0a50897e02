import { type Checkout, Order } from '@breakwater/contracts';
import { type SessionClaims, signSession } from '@breakwater/service-host';
import { TEST_SESSION_KEY } from '@breakwater/testing';

export function someone(): SessionClaims {
  const expiresAt = Date.now() + 600_000;
  return { sessionId: crypto.randomUUID(), cartId: crypto.randomUUID(), customer: null, expiresAt };
}

export function operator(): SessionClaims {
  const customer = { id: crypto.randomUUID(), email: 'o@example.com', name: 'O', role: 'operator' as const };
  return { ...someone(), customer };
}

export interface Asked {
  readonly as?: SessionClaims;
  readonly body?: unknown;
  readonly key?: string;
}

/** A customer of the order service at `url()`, as the gateway would let them through. */
export class TestShopper {
  readonly session = someone();
  readonly email: string;

  constructor(
    private readonly url: () => string,
    name = 'mara',
  ) {
    this.email = `${name}@example.com`;
  }

  async ask(method: string, path: string, { as = this.session, body, key }: Asked = {}) {
    const response = await fetch(this.url() + path, {
      method,
      headers: {
        'x-session': signSession(TEST_SESSION_KEY, as),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  /** Two ropes at 10.00 and shipping. */
  fill() {
    return this.ask('PUT', '/cart/lines/ROPE', { body: { quantity: 2 } });
  }

  checkout(total = 2490): Checkout {
    return {
      email: this.email,
      shippingAddress: { name: 'Mara', line1: '1 Pier', city: 'Cobh', postalCode: 'P24', country: 'IE' },
      paymentMethod: 'pm_card_visa',
      expectedTotal: { amountMinor: total, currency: 'EUR' },
    };
  }

  buy(total = 2490, key: string = crypto.randomUUID()) {
    return this.ask('POST', '/orders', { body: this.checkout(total), key });
  }

  /** Fills the cart and buys it, whatever comes of it. */
  async order(): Promise<Order> {
    await this.fill();
    return Order.parse((await this.buy()).body);
  }

  async look(id: string): Promise<Order> {
    return Order.parse((await this.ask('GET', `/orders/${id}`)).body);
  }
}
