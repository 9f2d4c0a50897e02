import type { PeerAnswer, PeerScript } from '@breakwater/testing';

const ok = (body: unknown): PeerAnswer => ({ status: 200, body });
const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const picture = { url: '/p.svg', alt: '', width: 1, height: 1 };

/** The shop's front door for one visitor: a catalogue of one thing, a cart, and orders that are nobody's. */
export class SmallEdge {
  quantity = 0;
  /** What a reading of the cart says; the quantity that was written when it is left alone. */
  read = (): number => this.quantity;
  /** Orders that a stranger can open. */
  readonly open = new Set<string>();

  readonly script: PeerScript = ({ method, path, body }) => {
    if (path === '/api/catalogue/products') return ok(CATALOGUE);
    if (path.startsWith('/api/catalogue/products/')) return ok(PRODUCT);
    if (method === 'PUT') this.quantity = (body as { quantity: number }).quantity;
    if (path.startsWith('/api/cart')) return ok(this.cart(method === 'PUT' ? this.quantity : this.read()));
    if (path === '/api/orders') return ok({ items: [] });
    const known = this.open.has(path.replace('/api/orders/', ''));
    return known ? ok({}) : { status: 404, body: { error: { code: 'order.order.not_found', message: '' } } };
  };

  private cart(quantity: number): object {
    const line = {
      sku: 'ROPE',
      slug: 'rope',
      title: 'Rope',
      variantTitle: '',
      picture,
      quantity,
      unitPrice: eur(100),
      lineTotal: eur(100 * quantity),
      formerUnitPrice: null,
    };
    return {
      id: '0198a1b2-0000-7000-8000-000000000001',
      version: 1,
      lines: quantity === 0 ? [] : [line],
      dropped: [],
      subtotal: eur(100),
      shipping: eur(0),
      coupon: null,
      total: eur(100),
      freeShippingFrom: eur(1),
    };
  }
}

const rating = { average: 0, count: 0 };
const category = { slug: 'deck', name: 'Deck' };
const CATALOGUE = {
  items: [
    {
      slug: 'rope',
      title: 'Rope',
      category: 'deck',
      price: eur(100),
      compareAtPrice: null,
      singlePrice: true,
      picture,
      rating,
    },
  ],
  page: 1,
  pageSize: 1,
  total: 1,
  pageCount: 1,
};
const PRODUCT = {
  slug: 'rope',
  title: 'Rope',
  vendor: 'Harbour',
  category,
  descriptionHtml: '',
  pictures: [picture],
  options: [],
  variants: [{ sku: 'ROPE', title: '', options: {}, price: eur(100), compareAtPrice: null }],
  rating,
  stock: { state: 'unavailable' },
  reviews: { state: 'unavailable' },
  recommendations: { state: 'unavailable' },
};
