import { formatMoney } from '@breakwater/kernel';
import type { Notice } from '../domain/order.js';
import type { OrderRecord } from '../orders/order-record.js';
import { type MailLinks, wordsOf } from './mail-words.js';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The mail for a notice, as text and as HTML of the same content. */
export function composeMail(order: OrderRecord, notice: Notice, links: MailLinks): Mail {
  const words = wordsOf(order, notice, links);
  const hello = `Hello ${order.shippingAddress.name},`;
  const rows = rowsOf(order);
  const text = [
    hello,
    '',
    ...words.paragraphs.flatMap((paragraph) => [paragraph, '']),
    `Order ${order.number}`,
    ...rows.map(({ what, price }) => `${what}: ${price}`),
    '',
    `${words.link}: ${links.order}`,
    '',
    'Breakwater Supply',
  ].join('\n');
  const table = rows.map(
    ({ what, price }) => `<tr><td>${escape(what)}</td><td align="right">${escape(price)}</td></tr>`,
  );
  const html = [
    ...[hello, ...words.paragraphs].map((paragraph) => `<p>${escape(paragraph)}</p>`),
    `<h2>Order ${escape(order.number)}</h2><table cellpadding="4">${table.join('')}</table>`,
    `<p><a href="${escape(links.order)}">${escape(words.link)}</a></p><p>Breakwater Supply</p>`,
  ].join('\n');
  return { subject: `${words.subject} (${order.number})`, text, html };
}

function rowsOf(order: OrderRecord): { what: string; price: string }[] {
  const { discount, couponCode } = order;
  const lines = order.lines.map((line) => ({
    what: `${line.quantity} x ${line.title}${line.variantTitle === '' ? '' : `, ${line.variantTitle}`}`,
    price: formatMoney(line.lineTotal),
  }));
  const off = { what: `Coupon ${couponCode}`, price: formatMoney({ ...discount, amountMinor: -discount.amountMinor }) };
  return [
    ...lines,
    { what: 'Shipping', price: formatMoney(order.shipping) },
    ...(couponCode === null ? [] : [off]),
    { what: 'Total', price: formatMoney(order.total) },
  ];
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
