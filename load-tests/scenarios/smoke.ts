import { check, sleep } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { type Thing, wellStocked } from './support/stock.ts';
import { describe, perStatus, type Summary } from './support/summary.ts';
import { ask, checkout, expectOk, type Order, tokenise } from './support/visitor.ts';

// Visitors who look around and buy: k6 run load-tests/scenarios/smoke.ts, or npm run load:smoke.
//   BASE_URL (http://localhost:8080), VUS (4), DURATION (15s), RESULT_FILE (none)

/** The slowest that 95 of 100 answers may be, in milliseconds. */
const OBJECTIVES: Readonly<Record<string, number>> = {
  list: 500,
  search: 500,
  product: 500,
  cart: 800,
  'payment-config': 500,
  tokenise: 800,
  checkout: 3000,
  order: 800,
};
const PAGES = Object.keys(OBJECTIVES);

export const options: Options = {
  vus: Number(__ENV['VUS'] ?? 4),
  duration: __ENV['DURATION'] ?? '15s',
  setupTimeout: '60s',
  thresholds: {
    http_req_failed: ['rate<0.01'],
    checks: ['rate>0.99'],
    orders_failed: ['rate<0.01'],
    orders_accepted: ['count>0'],
    ...perStatus,
    ...Object.fromEntries(PAGES.map((page) => [`http_req_duration{page:${page}}`, [`p(95)<${OBJECTIVES[page]}`]])),
  },
};

export function setup(): Thing[] {
  return wellStocked(20);
}

export default function visit(things: Thing[]): void {
  const { scenario, vu } = exec;
  const thing = things[scenario.iterationInTest % things.length] as Thing;
  const visitor = `${Date.now().toString(36)}-${vu.idInTest}-${scenario.iterationInTest}`;

  expectOk('list', ask('list', 'GET', '/api/catalogue/products'));
  expectOk('search', ask('search', 'GET', `/api/catalogue/products?q=${encodeURIComponent(thing.word)}`));
  expectOk('product', ask('product', 'GET', `/api/catalogue/products/${thing.slug}`));
  sleep(0.1);

  const cart = ask('cart', 'PUT', `/api/cart/lines/${thing.sku}`, { quantity: 1 });
  if (!expectOk('cart', cart)) return;
  const paymentMethod = tokenise();
  if (paymentMethod === '') return;
  const { total } = cart.json() as unknown as { total: { amountMinor: number; currency: string } };
  const order = checkout(total, paymentMethod, visitor);
  if (order !== null) lookAt(order);
}

function lookAt({ id, accessToken }: Order): void {
  const page = ask('order', 'GET', `/api/orders/${id}?token=${encodeURIComponent(accessToken)}`);
  const state = page.status === 200 ? (page.json('state') as string) : '';
  check(page, {
    'order page shows the order on its way': () => !['', 'declined', 'rejected', 'cancelled'].includes(state),
  });
}

export function handleSummary(summary: Summary): Record<string, string> {
  const file = __ENV['RESULT_FILE'];
  const text = { stdout: describe(summary, PAGES) };
  return file === undefined ? text : { ...text, [file]: JSON.stringify(summary, null, 2) };
}
