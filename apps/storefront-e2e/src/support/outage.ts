import { listOutages, type Outage } from '@breakwater/contracts';
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
  const [[sku], operator] = [await stockUp(1), await anOperator()];
  if (sku === undefined) throw new Error('there is nothing to buy');
  // An earlier outage that the shop still sees is not the one that begins now.
  await eventually(async () => (await newestOutage(operator))?.endedAt !== null, { timeoutMs: 60_000, everyMs: 250 });
  await setFaults({ reset: true, operations: ASKED_BY_THE_SHOP });
  await eventually(
    async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, () => buyOne(sku)));
      if ((await newestOutage(operator))?.endedAt !== null) throw new Error('the shop has not seen an outage yet');
    },
    { timeoutMs: 60_000 },
  );
}

export const switchProviderOn = (): Promise<void> => setFaults({});

/** Waits until the shop knows that the provider is back, and everything that waited for it has moved on. */
export async function outageIsWorkedOff(timeoutMs = 90_000): Promise<void> {
  const operator = await anOperator();
  await eventually(
    async () => {
      const outage = await newestOutage(operator);
      if (outage === undefined || outage.drainedAt === null) throw new Error('the outage is not worked off yet');
    },
    { timeoutMs, everyMs: 250 },
  );
}

async function anOperator(): Promise<Shopper> {
  const operator = new Shopper();
  await operator.signIn(secrets().operator);
  return operator;
}

async function newestOutage(operator: Shopper): Promise<Outage | undefined> {
  return listOutages.responses[200].parse((await operator.ask('GET', '/api/orders/outages')).body).items[0];
}

async function buyOne(sku: string): Promise<void> {
  const shopper = new Shopper();
  await shopper.put(sku);
  await shopper.checkout();
}
