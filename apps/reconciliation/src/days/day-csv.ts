import type { Day, Discrepancy } from '@breakwater/contracts';
import type { KindSum } from './day.repository.js';

const COLUMNS = [
  'id',
  'kind',
  'state',
  'owner',
  'order',
  'attempt',
  'provider_reference',
  'expected',
  'found',
  'unexplained_minor',
  'currency',
  'first_seen_at',
  'resolution',
  'resolved_by',
  'resolved_at',
  'note',
] as const;

/** A spreadsheet takes it for another encoding without. */
const BYTE_ORDER_MARK = '\uFEFF';

/** How the day's discrepancies stand now, where its totals are as of its closing. */
export interface Now {
  readonly asOf: string;
  readonly kinds: readonly KindSum[];
  readonly itemsLeftOff: number;
}

/** The day as a file: its totals, an empty line, its discrepancies. RFC 4180, UTF-8. */
export function dayCsv(day: Day, items: readonly Discrepancy[], { asOf, kinds, itemsLeftOff }: Now): string {
  const { date, timeZone, closedAt, orders, payments, providerTransactions, matched, foundLate } = day;
  const head = {
    date,
    timeZone,
    closedAt: closedAt ?? 'not closed',
    orders,
    payments,
    providerTransactions,
    matched,
    foundLate,
  };
  const totals = day.totals.map((total) => ({
    ...head,
    ...total,
    unexplainedNowMinor: unexplainedOf(kinds, total.currency),
    rowsAsOf: asOf,
    rowsLeftOff: itemsLeftOff,
  }));
  const rows = totals.length === 0 ? [head] : totals;
  const lines = [
    line(Object.keys(rows[0] ?? head)),
    ...rows.map((row) => line(Object.values(row))),
    '',
    line(COLUMNS),
    ...items.map((item) => line(cellsOf(item))),
    '',
  ];
  return BYTE_ORDER_MARK + lines.join('\r\n');
}

function unexplainedOf(kinds: readonly KindSum[], currency: string): number {
  return kinds
    .filter((each) => each.kind !== 'timing' && each.currency === currency)
    .reduce((sum, { unexplainedMinor }) => sum + unexplainedMinor, 0);
}

function cellsOf(item: Discrepancy): readonly Cell[] {
  const { resolution, unexplained } = item;
  return [
    item.id,
    item.kind,
    item.state,
    item.owner,
    item.orderId,
    item.attemptId,
    item.providerReference,
    item.expected,
    item.found,
    unexplained.amountMinor,
    unexplained.currency,
    item.firstSeenAt,
    resolution?.action,
    resolution?.by,
    resolution?.at,
    resolution?.note,
  ];
}

type Cell = string | number | null | undefined;

function line(cells: readonly Cell[]): string {
  return cells.map(cell).join(',');
}

/** A cell that begins like a formula is text to a spreadsheet, unless it is a number. */
function cell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const raw = value ?? '';
  const text = /^[=+\-@\t\r]/.test(raw) ? `'${raw}` : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
