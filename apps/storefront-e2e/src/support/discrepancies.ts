import type { Discrepancy } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import type { Shopper } from './shopper.js';
import { shopUrl } from './surroundings.js';
import { intentsOf } from '../storm/provider.js';

/** Lets the provider's books differ about the payment of this order. Returns by what name it can be undone. */
export async function makeDiscrepancy(kind: string, orderId: string): Promise<string> {
  const [intent] = await intentsOf(orderId);
  const response = await fetch(`${shopUrl}/sandbox/control/discrepancies`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind, paymentIntent: intent?.id }),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { id: string }).id;
}

export async function undoDiscrepancy(id: string): Promise<void> {
  await fetch(`${shopUrl}/sandbox/control/discrepancies/${id}`, { method: 'DELETE' });
}

/** The discrepancy about this order that waits for a person. */
export async function waitingDiscrepancy(orderId: string, operator: Shopper): Promise<Discrepancy> {
  return eventually(
    async () => {
      const { body } = await operator.ask('GET', '/api/reconciliation/discrepancies?state=waiting');
      const found = (body as { items: Discrepancy[] }).items.find((one) => one.orderId === orderId);
      if (found === undefined) throw new Error('nothing is named yet');
      return found;
    },
    { timeoutMs: 120_000 },
  );
}
