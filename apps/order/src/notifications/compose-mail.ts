import { formatMoney } from '@breakwater/kernel';
import type { Notice } from '../domain/order.js';
import type { OrderRecord } from '../orders/order-record.js';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const WORDS: Readonly<Record<Notice, { subject: string; lead: string }>> = {
  order_confirmed: {
    subject: 'Your order is confirmed',
    lead: 'Thank you! Your payment went through and we are packing your order.',
  },
  order_recorded: {
    subject: 'Your order is recorded',
    lead: 'Payment is busy at the moment. Your order is recorded and your things are put aside; we charge it as soon as payment is back and tell you then. You need not do anything.',
  },
  payment_due: {
    subject: 'Your payment did not go through',
    lead: 'We could not charge your card. Nothing was charged, and your things are still put aside. Please open your order and pay in another way.',
  },
  order_cancelled: {
    subject: 'Your order was cancelled',
    lead: 'Your order was cancelled. Nothing was charged.',
  },
  order_refunded: {
    subject: 'Your money is on its way back',
    lead: 'We have given back what you paid. Depending on your bank it takes some days to arrive.',
  },
};

/** The mail for a notice, as text and as HTML of the same content. */
export function composeMail(order: OrderRecord, notice: Notice, link: string): Mail {
  const { subject, lead } = WORDS[notice];
  const rows = order.lines.map((line) => ({
    what: `${line.quantity} x ${line.title}${line.variantTitle === '' ? '' : `, ${line.variantTitle}`}`,
    price: formatMoney(line.lineTotal),
  }));
  const sums = [
    { what: 'Shipping', price: formatMoney(order.shipping) },
    { what: 'Total', price: formatMoney(order.total) },
  ];
  const hello = `Hello ${order.shippingAddress.name},`;
  const text = [
    hello,
    '',
    lead,
    '',
    `Order ${order.number}`,
    ...[...rows, ...sums].map(({ what, price }) => `${what}: ${price}`),
    '',
    `See your order: ${link}`,
    '',
    'Breakwater Supply',
  ].join('\n');
  const table = [...rows, ...sums].map(
    ({ what, price }) => `<tr><td>${escape(what)}</td><td align="right">${escape(price)}</td></tr>`,
  );
  const html = [
    `<p>${escape(hello)}</p><p>${escape(lead)}</p><h2>Order ${escape(order.number)}</h2>`,
    `<table cellpadding="4">${table.join('')}</table>`,
    `<p><a href="${escape(link)}">See your order</a></p><p>Breakwater Supply</p>`,
  ].join('\n');
  return { subject: `${subject} (${order.number})`, text, html };
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
