import { z } from 'zod';
import { Money, Timestamp } from '../shared/primitives.js';
import { Discrepancy, DiscrepancyKind } from './discrepancies.js';

/** A business day in the configured time zone. */
export const BusinessDate = z.iso.date().meta({ description: 'YYYY-MM-DD' });

const DayTotals = z
  .object({
    currency: z.string(),
    /** Orders placed on this day that are paid, by order. */
    ordersMinor: z.int(),
    /** By payment. */
    capturedMinor: z.int(),
    refundedMinor: z.int(),
    /** By the provider's balance transactions. */
    chargedMinor: z.int(),
    givenBackMinor: z.int(),
    feesMinor: z.int(),
    netMinor: z.int(),
    /** By the provider's payouts, and by the bank. */
    paidOutMinor: z.int(),
    bankedMinor: z.int(),
    /** What nobody had explained when the day was closed. */
    unexplainedMinor: z.int(),
  })
  .meta({ id: 'DayTotals' });
export type DayTotals = z.infer<typeof DayTotals>;

export const Day = z
  .object({
    date: BusinessDate,
    timeZone: z.string(),
    from: Timestamp,
    to: Timestamp,
    /** Null: the day still runs, or cannot be closed; the figures are as of the last time that they were summed up. */
    closedAt: Timestamp.nullable(),
    /** Why a day that is over could not be closed yet; it is tried again each minute. */
    notClosed: z.string().nullable(),
    /** How long the closing run took. */
    tookMs: z.int().nullable(),
    orders: z.int(),
    payments: z.int(),
    providerTransactions: z.int(),
    /** Movements at the provider that ours explain to the cent. */
    matched: z.int(),
    /** Facts that only the closing run found: the running comparison had missed them. */
    foundLate: z.int(),
    totals: z.array(DayTotals),
    discrepancies: z.array(z.object({ kind: DiscrepancyKind, count: z.int(), unexplained: z.array(Money) })),
  })
  .meta({ id: 'ReconciliationDay' });
export type Day = z.infer<typeof Day>;

/** Newest first, the running day before all. */
export const listDays = {
  method: 'GET',
  path: '/reconciliation/days',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(400).default(31) }),
  responses: { 200: z.object({ items: z.array(Day) }).meta({ id: 'DayList' }) },
} as const;

const WithItems = Day.extend({
  items: z.array(Discrepancy),
  /** There are so many more than are shown. */
  itemsLeftOff: z.int(),
}).meta({ id: 'DayWithDiscrepancies' });
export type DayWithDiscrepancies = z.infer<typeof WithItems>;

/** With the discrepancies whose event was on this day, as they stand now. `.csv` after the date: the same as a file. */
export const getDay = {
  method: 'GET',
  path: '/reconciliation/days/:date',
  params: z.strictObject({ date: BusinessDate }),
  responses: { 200: WithItems },
  errors: ['reconciliation.day.not_found'],
} as const;

export const getDayCsv = {
  method: 'GET',
  path: '/reconciliation/days/:date.csv',
  params: z.strictObject({ date: BusinessDate }),
  responses: { 200: z.string() },
  mediaType: 'text/csv',
  errors: ['reconciliation.day.not_found'],
} as const;
