import { getDay, type Money } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import type { Locator } from 'playwright-core';
import { Shopper } from './shopper.js';
import { secrets } from './surroundings.js';

/** What the panel of a day's totals shows: the name of each figure, and its sum. */
export async function figuresIn(totals: Locator): Promise<Record<string, string>> {
  const rows = await totals.getByRole('row').all();
  const cells = await Promise.all(rows.slice(1).map((row) => row.locator('th, td').allTextContents()));
  return Object.fromEntries(cells.map(([name = '', sum = '']) => [name, sum]));
}

/** The same by the shop itself. Throws while what was just bought for `total` cannot be in it. */
export async function figuresOf(date: string, { amountMinor, currency }: Money): Promise<Record<string, string>> {
  const shopper = new Shopper();
  await shopper.signIn(secrets().operator);
  const { body } = await shopper.ask('GET', `/api/reconciliation/days/${date}`);
  const sums = getDay.responses[200].parse(body).totals.find((total) => total.currency === currency);
  if (sums === undefined || Math.min(sums.ordersMinor, sums.capturedMinor, sums.chargedMinor) < amountMinor)
    throw new Error(`the order is not in the figures of ${date} yet: ${JSON.stringify(sums)}`);
  const of = (minor: number): string => formatMoney({ amountMinor: minor, currency });
  return {
    'Paid orders, by order': of(sums.ordersMinor),
    'Captured, by payment': of(sums.capturedMinor),
    'Charged, by the provider': of(sums.chargedMinor),
    'Refunded, by payment': of(sums.refundedMinor),
    'Given back, by the provider': of(sums.givenBackMinor),
    Fees: of(sums.feesMinor),
    Net: of(sums.netMinor),
    'Paid out, by the provider': of(sums.paidOutMinor),
    'Received, by the bank': of(sums.bankedMinor),
    Unexplained: of(sums.unexplainedMinor),
  };
}
