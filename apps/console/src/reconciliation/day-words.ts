import { type Day, type DayTotals, getDayCsv } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { routeUrl } from '@breakwater/web';

type Figure = Exclude<keyof DayTotals, 'currency'>;

/** A figure of a day in every currency in which it is not nothing. */
export function sumsOf({ totals }: Pick<Day, 'totals'>, figure: Figure): string {
  const sums = totals
    .filter((total) => total[figure] !== 0)
    .map((total) => formatMoney({ amountMinor: total[figure], currency: total.currency }));
  return sums.length === 0 ? '–' : sums.join(', ');
}

export function dayState({
  closedAt,
  notClosed,
  foundLate,
}: Pick<Day, 'closedAt' | 'notClosed' | 'foundLate'>): string {
  if (closedAt === null) return notClosed === null ? 'still runs' : `not closed: ${notClosed}`;
  return foundLate === 0 ? 'closed' : `closed, ${foundLate} found late`;
}

export const csvAddress = (date: string): string => routeUrl(getDayCsv.path, { date });

export const FIGURES: readonly (readonly [Figure, string])[] = [
  ['ordersMinor', 'Paid orders, by order'],
  ['capturedMinor', 'Captured, by payment'],
  ['chargedMinor', 'Charged, by the provider'],
  ['refundedMinor', 'Refunded, by payment'],
  ['givenBackMinor', 'Given back, by the provider'],
  ['feesMinor', 'Fees'],
  ['netMinor', 'Net'],
  ['paidOutMinor', 'Paid out, by the provider'],
  ['bankedMinor', 'Received, by the bank'],
  ['unexplainedMinor', 'Unexplained'],
];
