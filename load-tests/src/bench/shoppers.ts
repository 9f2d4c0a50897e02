import {
  adjustStock,
  Cart,
  type Checkout,
  listProducts,
  Order,
  getProduct,
  type ProductDetail,
} from '@breakwater/contracts';
import { systemClock } from '@breakwater/kernel';
import type { Stack } from '@breakwater/local-stack';
import { createServiceClient } from '@breakwater/resilience';
import { ServiceTokens, SESSION_HEADER, signSession } from '@breakwater/service-host';

export interface Shopper {
  readonly headers: Readonly<Record<string, string>>;
  readonly total: Cart['total'];
}

const ADDRESS = { name: 'Mara Quinn', line1: '1 Pier Road', city: 'Cobh', postalCode: 'P24 X7', country: 'IE' };

/** Some SKUs of different products, and a million pieces of each: selling out is another subject. */
export async function stockUp(stack: Stack, count: number): Promise<string[]> {
  const { ports, secrets } = stack;
  const ask = async (path: string): Promise<unknown> => (await fetch(`${stack.url}/api${path}`)).json();
  const { items } = listProducts.responses[200].parse(await ask(`/catalogue/products?pageSize=${count}`));
  const details = await Promise.all(
    items.map(async ({ slug }) => getProduct.responses[200].parse(await ask(`/catalogue/products/${slug}`))),
  );
  const skus = details.flatMap(({ variants }: ProductDetail) => variants[0]?.sku ?? []);
  const tokens = new ServiceTokens(secrets.serviceKey, 'load-tests', systemClock);
  const inventory = createServiceClient({
    target: 'inventory',
    baseUrl: `http://127.0.0.1:${ports.listeners.inventory}`,
    token: () => tokens.mint('inventory'),
  });
  const lines = skus.map((sku) => ({ sku, setAvailable: 1_000_000 }));
  await inventory.call(adjustStock, { params: { key: crypto.randomUUID() }, body: { reason: 'benchmark', lines } });
  await inventory.close();
  return skus;
}

/** Talks to order itself (through its HAProxy listener), vouched for as the gateway would. */
export class OrderRoute {
  private readonly url: string;

  constructor(private readonly stack: Stack) {
    this.url = `http://127.0.0.1:${stack.ports.listeners.order}`;
  }

  /** A visitor with one thing in the cart. */
  async shopper(sku: string): Promise<Shopper> {
    const claims = {
      sessionId: crypto.randomUUID(),
      cartId: crypto.randomUUID(),
      customer: null,
      expiresAt: Date.now() + 600_000,
    };
    const headers = {
      [SESSION_HEADER]: signSession(this.stack.secrets.sessionKey, claims),
      'content-type': 'application/json',
    };
    const response = await fetch(`${this.url}/cart/lines/${sku}`, { method: 'PUT', headers, body: '{"quantity":1}' });
    if (response.status !== 200) throw new Error(`the cart answered ${response.status}: ${await response.text()}`);
    return { headers, total: Cart.parse(await response.json()).total };
  }

  /** One checkout; its status and how long it took. */
  async checkout(
    { headers, total }: Shopper,
    paymentMethod = 'pm_card_visa',
  ): Promise<{ status: number; state: string; ms: number }> {
    const body: Checkout = {
      email: 'bench@example.com',
      shippingAddress: ADDRESS,
      paymentMethod,
      expectedTotal: total,
    };
    const began = performance.now();
    const response = await fetch(`${this.url}/orders`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': crypto.randomUUID() },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    const ms = performance.now() - began;
    const accepted = response.status === 201 || response.status === 202;
    return { status: response.status, state: accepted ? Order.parse(answer).state : 'refused', ms };
  }
}
