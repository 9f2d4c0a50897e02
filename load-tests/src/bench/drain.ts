import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Stack } from '@breakwater/local-stack';
import pg from 'pg';
import { percentile } from '../measure/arithmetic.js';
import { inParallel } from '../measure/in-parallel.js';
import { keep, machine, say, table } from '../measure/report.js';
import { withOwnStack } from '../own-stack.js';
import { settled } from './settled.js';
import { OrderRoute, stockUp } from './shoppers.js';

// `npm run bench:drain`: the provider is out, customers buy, the provider comes back. How soon is that noticed, how long until every
// deferred order is paid, does the breaker open again, and how many requests did the outage cost the provider? The floor is the same
// number of checkouts in the same shop while everything is well.

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '8' },
    fault: { type: 'string', default: '{"errorRate":1,"errorStatus":503}' },
  },
});
const settings = { orders: Number(values.orders), connections: Number(values.connections) };
const PATIENCE_MS = 300_000;

async function sandbox(stack: Stack, method: string, path: string, body?: string): Promise<Record<string, unknown>> {
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(`${stack.url}/sandbox/control/${path}`, { method, headers, ...(body && { body }) });
  if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
}

/**
 * How often the breaker of the provider has opened, by payment's own metrics. A probe that fails leaves it open: that is no
 * opening. There is one instance of payment, so its listener answers for all.
 */
async function openings(stack: Stack): Promise<number> {
  const port = stack.ports.listeners.payment;
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const changes = /^resilience_breaker_changes_total\{([^}]*)\} (\d+)/gm;
  return [...text.matchAll(changes)]
    .filter(([, labels = '']) => labels.includes('name="provider"') && labels.includes('to="open"'))
    .filter(([, labels = '']) => !labels.includes('from="half_open"'))
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}

/** Requests by operation. */
function requestsOf(report: Record<string, unknown>): Record<string, number> {
  const operations = report['operations'] as Record<string, { requests: number }>;
  return Object.fromEntries(Object.entries(operations).map(([name, { requests }]) => [name, requests]));
}

async function withOrders<T>({ ports, secrets }: Stack, work: (sql: (text: string) => Promise<number>) => Promise<T>) {
  const client = new pg.Client({ host: '127.0.0.1', port: ports.postgres1, ...secrets.postgres, database: 'order' });
  await client.connect();
  try {
    return await work(async (text) => Number((await client.query<{ n: string }>(text)).rows[0]?.n));
  } finally {
    await client.end();
  }
}

/** Time from the provider's return until the first and until the last of the deferred orders is paid. */
async function drain(stack: Stack): Promise<{ firstMs: number; lastMs: number; left: number }> {
  return withOrders(stack, async (count) => {
    const began = performance.now();
    const waiting = `SELECT count(*) AS n FROM orders WHERE state NOT IN ('paid', 'declined', 'rejected', 'cancelled')`;
    const before = await count(waiting);
    let firstMs: number | undefined;
    for (;;) {
      const left = await count(waiting);
      const ms = performance.now() - began;
      if (left < before) firstMs ??= ms;
      if (left === 0 || ms > PATIENCE_MS) return { firstMs: firstMs ?? Number.NaN, lastMs: ms, left };
      await delay(50);
    }
  });
}

async function run(stack: Stack): Promise<void> {
  const route = new OrderRoute(stack);
  const skus = await stockUp(stack, 20);
  const shoppers = (count: number) =>
    inParallel(
      Array.from({ length: count }, (_, n) => skus[n % skus.length] ?? ''),
      settings.connections,
      (sku) => route.shopper(sku),
    );
  const buy = async (list: Awaited<ReturnType<typeof shoppers>>) => {
    const began = performance.now();
    const answers = await inParallel(list, settings.connections, (shopper) => route.checkout(shopper));
    return { answers, ms: performance.now() - began };
  };
  await buy(await shoppers(40));
  const floor = await buy(await shoppers(settings.orders));
  await settled(stack);

  const waiting = await shoppers(settings.orders);
  await sandbox(stack, 'DELETE', 'requests');
  await sandbox(stack, 'PUT', 'faults', values.fault);
  const openedBefore = await openings(stack);
  const outage = await buy(waiting);
  const asked = requestsOf(await sandbox(stack, 'GET', 'requests'));
  const openedIn = await openings(stack);
  say(`requests at the provider during the outage: ${JSON.stringify(asked)}`);
  await sandbox(stack, 'DELETE', 'faults');
  const { firstMs, lastMs, left } = await drain(stack);
  const reopened = (await openings(stack)) - openedIn;

  const states: Record<string, number> = {};
  for (const { status, state } of outage.answers)
    states[`${status} ${state}`] = (states[`${status} ${state}`] ?? 0) + 1;
  const milliseconds = outage.answers.map(({ ms }) => ms);
  const seconds = (ms: number): string => (ms / 1000).toFixed(1);
  say(`\n${settings.orders} orders, provider: ${values.fault}; load ${machine().load[0]}\n`);
  say(
    table([
      ['', ''],
      ['answers during the outage', JSON.stringify(states)],
      [
        'their p99 and longest, ms',
        `${percentile(milliseconds, 99).toFixed(0)}, ${Math.max(...milliseconds).toFixed(0)}`,
      ],
      ['breaker opened during the outage', String(openedIn - openedBefore)],
      ['provider back to first paid, s', seconds(firstMs)],
      ['provider back to all paid, s', `${seconds(lastMs)}${left > 0 ? ` (${left} left)` : ''}`],
      ['breaker opened again meanwhile', String(reopened)],
      ['the same number of healthy checkouts, s', seconds(floor.ms)],
      ['drain to healthy checkouts', (lastMs / floor.ms).toFixed(2)],
    ]),
  );
  process.exitCode = left === 0 && reopened === 0 ? 0 : 1;
  keep('drain', { settings, fault: values.fault, states, firstMs, lastMs, left, reopened, floorMs: floor.ms, asked });
}

await withOwnStack(run);
