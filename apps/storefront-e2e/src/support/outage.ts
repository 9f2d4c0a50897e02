import { listOutages } from '@breakwater/contracts';
import { eventually } from '@breakwater/testing';
import { setFaults } from '../storm/provider.js';
import { stockUp } from './backstage.js';
import { Shopper } from './shopper.js';
import { secrets } from './surroundings.js';

// All but `tokenise`: the customer's own browser asks for that, past the shop.
const ASKED_BY_THE_SHOP = ['create', 'confirm', 'capture', 'cancel', 'update', 'retrieve', 'list', 'search'].concat([
  'refund',
  'retrieve_refund',
  'list_refunds',
  'retrieve_charge',
  'list_charges',
  'retrieve_balance',
  'list_balance_transactions',
]);
const AT_ONCE = 6;

/** Cuts the shop off from its payment provider, and lets others buy until the shop has seen that it is out. */
export async function switchProviderOff(): Promise<void> {
  const [[sku], operator] = [await stockUp(1), new Shopper()];
  if (sku === undefined) throw new Error('there is nothing to buy');
  await operator.signIn(secrets().operator);
  await setFaults({ reset: true, operations: ASKED_BY_THE_SHOP });
  await eventually(
    async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, () => buyOne(sku)));
      const { items } = listOutages.responses[200].parse((await operator.ask('GET', '/api/orders/outages')).body);
      if (items[0]?.endedAt !== null) throw new Error('the shop has not seen an outage yet');
    },
    { timeoutMs: 60_000 },
  );
}

export const switchProviderOn = (): Promise<void> => setFaults({});

async function buyOne(sku: string): Promise<void> {
  const shopper = new Shopper();
  await shopper.put(sku);
  await shopper.checkout();
}
