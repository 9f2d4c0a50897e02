import { describe, expect, it } from '@jest/globals';
import { newOrder, type Notice, type Order as Progress } from '../domain/order.js';
import type { OrderRecord } from '../orders/order-record.js';
import { composeMail } from './compose-mail.js';
import { isOutdated } from './mail-words.js';

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

const link = 'http://shop/orders/1?token=x';
const links = { order: link, cart: 'http://shop/cart' };
const of = (notice: Notice, progress: Partial<Progress>, more: Partial<OrderRecord> = {}) =>
  composeMail({ ...order, ...more, progress: { ...newOrder, ...progress } }, notice, links);

describe('a mail', () => {
  it('says what was bought for how much and links to the order', () => {
    const { text } = composeMail(order, 'order_confirmed', links);
    expect(text).toContain('2 x Rope & "twine": €20.00');
    expect(text).toContain('Total: €24.90');
    expect(text).toContain(`See your order: ${link}`);
    expect(text).not.toContain('oupon');
  });
  it('lets no text of a customer become HTML', () => {
    const { html } = composeMail(order, 'order_recorded', { ...links, order: 'http://shop/?a=1&b="' });
    expect(html).toContain('&lt;b&gt;Mara&lt;/b&gt;');
    expect(html).not.toContain('<b>');
    expect(html).toContain('href="http://shop/?a=1&amp;b=&quot;"');
  });
  it('shows what a coupon took off', () => {
    const { text } = of('order_confirmed', {}, { discount: eur(500), couponCode: 'SORRY-1', total: eur(1990) });
    expect(text).toContain('Coupon SORRY-1: -€5.00');
  });
  it('apologises for a wait with a coupon: what it is worth, how to use it, until when', () => {
    const apology = { code: 'SORRY-2', amount: eur(500), expiresAt: new Date('2026-04-01T12:00:00Z') };
    const { text, html } = of('order_confirmed', {}, { apology });
    for (const words of ['€5.00 off', 'SORRY-2', 'http://shop/cart', 'until 1 April 2026']) {
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
  });
  it('that asks for another payment says why and until when', () => {
    const payUntil = '2026-01-03T08:05:00.000Z';
    const declined = of('payment_due', {
      payUntil,
      decline: { code: 'expired_card', message: 'This card has expired.' },
    });
    expect(declined.text).toContain('This card has expired. Nothing was charged');
    expect(declined.text).toMatch(/pay by another card before 3 January 2026.* 08:05 UTC/);
    expect(declined.text).toContain(`Pay now: ${link}`);
    const asked = of('payment_due', { payUntil, nextActionUrl: 'https://bank.example' });
    expect(asked.text).toContain('Your bank wants you to confirm the payment.');
    expect(asked.text).toContain('confirm the payment or pay by another card');
  });
  it('about an order without a card promises a link, and brings it when there is somewhere to pay', () => {
    const recorded = of('order_recorded', {}, { paymentMethod: null });
    expect(recorded.text).toContain('we send you a link to pay');
    expect(recorded.text).not.toContain('charge');
    const due = of('payment_due', { payUntil: '2026-01-03T08:05:00.000Z' }, { paymentMethod: null });
    expect(due.subject).toContain('Your order waits for your payment');
    expect(due.text).toMatch(/pay by card before 3 January 2026.* 08:05 UTC/);
    expect(due.text).toContain(`Pay now: ${link}`);
  });
  it.each([
    [{ cancellation: 'window_over' }, 'No payment came in time'],
    [{ cancellation: 'customer' }, 'as you wished'],
    [{ cancellation: 'operator' }, 'We had to cancel'],
    [{ rejection: 'hold_expired' }, 'your things were let go again'],
    [{ rejection: 'capture_failed' }, 'Your bank took its promise back'],
  ] as const)('about an order that ended without a payment says why: %o', (progress, words) => {
    expect(of('order_cancelled', progress).text).toContain(words);
    expect(of('order_cancelled', progress).text).toContain('Nothing was charged.');
  });
  it('about money that goes back says how much of what was paid', () => {
    const refund = { id: 'r', reason: 'x', lines: [], state: 'succeeded', returned: true, at: '' } as const;
    const part = of('order_refunded', { capturedMinor: 2490, refunds: [{ ...refund, amountMinor: 490 }] });
    expect(part.text).toContain('€4.90 of the €24.90');
    const all = of('order_refunded', { capturedMinor: 2490, refunds: [{ ...refund, amountMinor: 2490 }] });
    expect(all.text).toContain('all that you paid: €24.90');
  });
  it('about an order that ended does not say that nothing was charged when something was', () => {
    const refund = { id: 'r', reason: 'x', lines: [], returned: true, at: '', amountMinor: 2490 } as const;
    const ended = { state: 'cancelled', cancellation: 'customer', capturedMinor: 2490 } as const;
    const pending = of('order_cancelled', { ...ended, refunds: [{ ...refund, state: 'pending' }] });
    expect(pending.text).toContain('charged €24.90 all the same; we give all of it back');
    const back = of('order_cancelled', { ...ended, state: 'refunded', refunds: [{ ...refund, state: 'succeeded' }] });
    expect(back.text).toContain('We have given back all that you paid: €24.90.');
    for (const { text } of [pending, back]) expect(text).not.toContain('Nothing was charged');
  });
  it('is not sent when the order has moved on: it would ask for what is paid, or promise what is not packed', () => {
    const paid = { ...newOrder, state: 'paid', capturedMinor: 2490 } as const;
    const refund = { id: 'r', reason: 'x', lines: [], returned: true, at: '', state: 'pending' } as const;
    const states = (notice: Notice, ...orders: Progress[]) => orders.map((each) => isOutdated(each, notice));
    const due: Progress = { ...newOrder, state: 'payment_due' };
    const deferred: Progress = { ...newOrder, state: 'payment_deferred' };
    expect(states('payment_due', due, paid)).toEqual([false, true]);
    expect(states('order_recorded', deferred, paid)).toEqual([false, true]);
    const part: Progress = { ...paid, refunds: [{ ...refund, amountMinor: 490 }] };
    const whole: Progress = { ...paid, refunds: [{ ...refund, amountMinor: 2490 }] };
    expect(states('order_confirmed', paid, part, whole)).toEqual([false, false, true]);
    expect(states('order_confirmed', { ...paid, state: 'refunded' }, { ...whole, state: 'fulfilled' })).toEqual([
      true,
      false,
    ]);
  });
});
