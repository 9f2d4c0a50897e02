import { check } from 'k6';
import http, { type RefinedResponse } from 'k6/http';
import { Counter, Rate } from 'k6/metrics';

/** Recorded and going to be carried out: 201 is paid, 202 is recorded with the end to come. */
export const accepted = new Counter('orders_accepted');
export const soldOut = new Counter('orders_sold_out');
/** Answered with anything else; there is a check as well. */
export const refused = new Counter('orders_refused');
export const failedOrders = new Rate('orders_failed');

export const baseUrl = (__ENV['BASE_URL'] ?? 'http://localhost:8080').replace(/\/$/, '');

type Answer = RefinedResponse<'text'>;
interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}
export interface Order {
  readonly id: string;
  readonly state: string;
  readonly accessToken: string;
}

/** Asks as a page of the shop would; `page` is what its time is measured under. */
export function ask(page: string, method: 'GET' | 'PUT' | 'POST', path: string, body?: object, key?: string): Answer {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (key !== undefined) headers['idempotency-key'] = key;
  // "Sold out" is an answer, not a failure; that nothing else hides behind 409 is checked by its code.
  const responseCallback = key === undefined ? http.expectedStatuses(200) : http.expectedStatuses(201, 202, 409);
  const tags = { page, name: `${method} ${page}` };
  const params = { headers: body === undefined ? {} : headers, tags, responseCallback };
  return http.request<'text'>(method, baseUrl + path, body === undefined ? null : JSON.stringify(body), params);
}

export function expectOk(what: string, answer: Answer): boolean {
  return check(answer, { [`${what} is answered`]: ({ status }) => status === 200 });
}

/** Has the provider turn a card into a payment method, as the checkout page does. */
export function tokenise(): string {
  const config = ask('payment-config', 'GET', '/api/orders/payment-config');
  if (!expectOk('payment config', config)) return '';
  const { tokenizeUrl, publishableKey } = config.json() as { tokenizeUrl: string; publishableKey: string };
  const url = tokenizeUrl.startsWith('/') ? baseUrl + tokenizeUrl : tokenizeUrl;
  const card = { type: 'card', 'card[number]': '4242424242424242', 'card[exp_month]': '12', 'card[exp_year]': '2035' };
  const answer = http.post<'text'>(
    url,
    { ...card, 'card[cvc]': '123' },
    { headers: { authorization: `Bearer ${publishableKey}` }, tags: { page: 'tokenise', name: 'POST tokenise' } },
  );
  return expectOk('tokenise', answer) ? (answer.json('id') as string) : '';
}

/** Buys what is in the cart. Null when it was not accepted. */
export function checkout(expectedTotal: Money, paymentMethod: string, visitor: string): Order | null {
  const answer = ask(
    'checkout',
    'POST',
    '/api/orders',
    {
      email: `load-${visitor}@example.com`,
      shippingAddress: { name: 'Mara Quinn', line1: '1 Pier Road', city: 'Cobh', postalCode: 'P24 X7', country: 'IE' },
      paymentMethod,
      expectedTotal,
    },
    `load-${visitor}`,
  );
  const isAccepted = answer.status === 201 || answer.status === 202;
  const isSoldOut = answer.status === 409 && answer.json('error.code') === 'order.stock.insufficient';
  check(answer, { 'checkout is accepted or sold out': () => isAccepted || isSoldOut });
  (isAccepted ? accepted : isSoldOut ? soldOut : refused).add(1);
  failedOrders.add(!isAccepted && !isSoldOut);
  return isAccepted ? (answer.json() as unknown as Order) : null;
}
