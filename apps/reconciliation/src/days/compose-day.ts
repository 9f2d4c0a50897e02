import type { Day, DayTotals } from '@breakwater/contracts';
import type { DaySums } from '../domain/day-sums.js';
import type { KindSum } from './day.repository.js';

export interface DayFrame extends Pick<Day, 'date' | 'timeZone' | 'closedAt' | 'notClosed' | 'tookMs' | 'foundLate'> {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The report of a day from what was summed up and what was found. */
export function composeDay({ fromMs, toMs, ...frame }: DayFrame, sums: DaySums, kinds: readonly KindSum[]): Day {
  const { orders, payments, providerTransactions, matched } = sums;
  return {
    ...frame,
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    orders,
    payments,
    providerTransactions,
    matched,
    totals: totalsOf(sums, kinds),
    discrepancies: byKind(kinds),
  };
}

function totalsOf({ currencies }: DaySums, kinds: readonly KindSum[]): DayTotals[] {
  const unexplained = new Map<string, number>();
  for (const { kind, currency, unexplainedMinor } of kinds) {
    // Late is not lost: what does not come has another kind by then.
    if (kind !== 'timing' && unexplainedMinor !== 0)
      unexplained.set(currency, (unexplained.get(currency) ?? 0) + unexplainedMinor);
  }
  const all = [...new Set([...currencies.keys(), ...unexplained.keys()])].toSorted((a, b) => a.localeCompare(b));
  return all.map((currency) => ({
    currency,
    ...(currencies.get(currency) ?? NOTHING),
    unexplainedMinor: unexplained.get(currency) ?? 0,
  }));
}

function byKind(kinds: readonly KindSum[]): Day['discrepancies'] {
  return [...Map.groupBy(kinds, ({ kind }) => kind)].map(([kind, sums]) => ({
    kind,
    count: sums.reduce((total, { count }) => total + count, 0),
    unexplained: sums.map(({ currency, unexplainedMinor: amountMinor }) => ({ amountMinor, currency })),
  }));
}

const NOTHING = {
  ordersMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  chargedMinor: 0,
  givenBackMinor: 0,
  feesMinor: 0,
  netMinor: 0,
  paidOutMinor: 0,
  bankedMinor: 0,
};
