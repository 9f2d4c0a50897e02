import { describe, expect, it } from '@jest/globals';
import { newOrder } from '../domain/order.js';
import type { OrderRecord } from '../orders/order-record.js';
import { composeMail } from './compose-mail.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const order: OrderRecord = {
  id: '01890000-0000-7000-8000-000000000001',
  number: 'BW-AAAA-BBBB',
  sessionId: 's',
  customerId: null,
  cartId: '01890000-0000-7000-8000-000000000002',
  idempotencyKey: 'k',
  email: 'mara@example.com',
  shippingAddress: { name: '<b>Mara</b>', line1: 'x', city: 'x', postalCode: 'x', country: 'IE' },
  lines: [
    {
      sku: 'A',
      slug: 'a',
      title: 'Rope & "twine"',
      variantTitle: '',
      picture: { url: '/x', alt: 'x', width: 1, height: 1 },
      quantity: 2,
      unitPrice: eur(1000),
      lineTotal: eur(2000),
    },
  ],
  subtotal: eur(2000),
  shipping: eur(490),
  discount: eur(0),
  couponCode: null,
  total: eur(2490),
  paymentMethod: 'pm_card_visa',
  attemptId: '01890000-0000-7000-8000-000000000003',
  progress: newOrder,
  apology: null,
  timeline: [],
  version: 1,
  tries: 0,
  placedAt: new Date(0),
  updatedAt: new Date(0),
};

describe('a mail', () => {
  it('says what was bought for how much and links to the order', () => {
    const { text } = composeMail(order, 'order_confirmed', 'http://shop/orders/1?token=x');
    expect(text).toContain('2 x Rope & "twine": €20.00');
    expect(text).toContain('Total: €24.90');
    expect(text).toContain('http://shop/orders/1?token=x');
  });
  it('lets no text of a customer become HTML', () => {
    const { html } = composeMail(order, 'order_recorded', 'http://shop/?a=1&b="');
    expect(html).toContain('&lt;b&gt;Mara&lt;/b&gt;');
    expect(html).not.toContain('<b>');
    expect(html).toContain('href="http://shop/?a=1&amp;b=&quot;"');
  });
});
