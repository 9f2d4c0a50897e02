import { expect, it } from '@jest/globals';
import type { Day, Discrepancy } from '@breakwater/contracts';
import { dayCsv } from './day-csv.js';

const day = {
  date: '2026-01-01',
  timeZone: 'UTC',
  closedAt: '2026-01-02T00:15:00.000Z',
  orders: 2,
  payments: 2,
  providerTransactions: 3,
  matched: 2,
  foundLate: 0,
  totals: [{ currency: 'EUR', capturedMinor: 5000, unexplainedMinor: 700 }],
} as unknown as Day;

const item = {
  id: '1',
  kind: 'amount',
  state: 'resolved',
  owner: 'finance',
  expected: '=cmd|x',
  found: 'a "quoted", broken\nline',
  unexplained: { amountMinor: -5, currency: 'EUR' },
  resolution: { action: 'accept', by: 'ann', at: 'then', note: null },
} as unknown as Discrepancy;

it('a day as a file: totals first, cells quoted as they must be, and none that a spreadsheet would run', () => {
  const kinds = [
    { kind: 'amount', currency: 'EUR', count: 3, unexplainedMinor: 250 },
    { kind: 'timing', currency: 'EUR', count: 1, unexplainedMinor: 900 },
  ] as const;
  const csv = dayCsv(day, [item], { asOf: '2026-01-05T08:00:00.000Z', kinds, itemsLeftOff: 3 });
  expect(csv[0]).toBe('\uFEFF');
  expect(csv.slice(1).split('\r\n')).toEqual([
    'date,timeZone,closedAt,orders,payments,providerTransactions,matched,foundLate,currency,capturedMinor,unexplainedMinor,' +
      'unexplainedNowMinor,rowsAsOf,rowsLeftOff',
    '2026-01-01,UTC,2026-01-02T00:15:00.000Z,2,2,3,2,0,EUR,5000,700,250,2026-01-05T08:00:00.000Z,3',
    '',
    'id,kind,state,owner,order,attempt,provider_reference,expected,found,unexplained_minor,currency,first_seen_at,' +
      'resolution,resolved_by,resolved_at,note',
    `1,amount,resolved,finance,,,,'=cmd|x,"a ""quoted"", broken\nline",-5,EUR,,accept,ann,then,`,
    '',
  ]);
});
