import type { Stack } from '@breakwater/local-stack';
import { OrderRoute, stockUp } from '../bench/shoppers.js';

const CARDS = [
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_visa',
  'pm_card_chargeDeclined',
  'pm_card_authenticationRequired',
];
/** Answers that are lost on the way after the work was done, and slow ones: what makes outcomes unknown and orders late. */
const LYING = {
  resetAfterCharging: 0.03,
  errorRate: 0.02,
  latencyMs: 20,
  searchLagMs: 0,
  webhooks: { double: 0.1, lose: 0.1 },
};

export interface Traffic {
  readonly counts: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Customers who buy without a break: most pay, some are declined, some are led away and never return; the provider lies now and then. */
export async function startTraffic(stack: Stack, customers: number): Promise<Traffic> {
  const route = new OrderRoute(stack);
  const skus = await stockUp(stack, 20);
  await setFaults(stack, LYING);
  const counts: Record<string, number> = {};
  const state = { running: true };
  const buyOn = async (): Promise<void> => {
    while (state.running) {
      const outcome = await buy(route, skus).catch(() => 'failed');
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  };
  const all = Promise.all(Array.from({ length: customers }, buyOn));
  return {
    counts,
    stop: async () => {
      state.running = false;
      await all;
      await setFaults(stack, {});
    },
  };
}

async function buy(route: OrderRoute, skus: readonly string[]): Promise<string> {
  const shopper = await route.shopper(anyOf(skus));
  return (await route.checkout(shopper, anyOf(CARDS))).state;
}

async function setFaults(stack: Stack, faults: object): Promise<void> {
  const response = await fetch(`${stack.url}/sandbox/control/faults`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
  if (!response.ok) throw new Error(`the sandbox refused the faults: ${response.status} ${await response.text()}`);
}

function anyOf(things: readonly string[]): string {
  return things[Math.floor(Math.random() * things.length)] ?? '';
}
