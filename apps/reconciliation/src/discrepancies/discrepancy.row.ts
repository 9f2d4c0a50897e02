import type { Discrepancy } from '../domain/discrepancy.js';
import type { Target } from '../domain/finding.js';
import { ruleOf, type Situation } from '../domain/rules.js';

/** A discrepancy as it is stored: what was found, and how its life goes. */
export interface DiscrepancyRow {
  readonly id: string;
  readonly ref: string;
  readonly subject: string;
  readonly orderId: string | null;
  readonly expected: string;
  readonly found: string;
  readonly target: Target;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly at: string;
  readonly day: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly closedMs: number | null;
  readonly life: Discrepancy;
}

/** The columns of one row, as json_to_recordset reads them. */
export function columnsOf(row: DiscrepancyRow) {
  const { life } = row;
  const { situation, state, amount, nextTryAtMs } = life;
  return {
    id: row.id,
    situation,
    ref: row.ref,
    kind: ruleOf(situation).kind,
    subject: row.subject,
    state,
    order_id: row.orderId,
    expected: row.expected,
    found: row.found,
    unexplained_minor: state === 'resolved' || state === 'aged_out' ? 0 : amount.amountMinor,
    currency: amount.currency,
    target: row.target,
    evidence: row.evidence,
    at: row.at,
    day: row.day,
    first_seen_at: iso(row.firstSeenMs),
    last_seen_at: iso(row.lastSeenMs),
    closed_at: row.closedMs === null ? null : iso(row.closedMs),
    lifecycle: life,
    next_try_at: nextTryAtMs === null ? null : iso(nextTryAtMs),
    lane: laneOf(life),
  };
}

/** Acts have a lane of their own: they do not wait until something has been read. */
export type Lane = 'act' | 'read';

function laneOf({ pending, situation }: Discrepancy): Lane {
  return (pending?.action ?? ruleOf(situation).automatic) === 'requery' ? 'read' : 'act';
}

export interface StoredRow {
  readonly id: string;
  readonly situation: Situation;
  readonly ref: string;
  readonly subject: string;
  readonly order_id: string | null;
  readonly expected: string;
  readonly found: string;
  readonly target: Target;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly at: Date;
  readonly day: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date;
  readonly closed_at: Date | null;
  readonly lifecycle: Discrepancy;
}

export const COLUMNS = `id, situation, ref, subject, order_id, expected, found, target, evidence, at, day::text AS day,
  first_seen_at, last_seen_at, closed_at, lifecycle`;

export function rowOf(stored: StoredRow): DiscrepancyRow {
  const { id, ref, subject, expected, found, target, evidence, day } = stored;
  return {
    id,
    ref,
    subject,
    expected,
    found,
    target,
    evidence,
    day,
    orderId: stored.order_id,
    at: stored.at.toISOString(),
    firstSeenMs: stored.first_seen_at.getTime(),
    lastSeenMs: stored.last_seen_at.getTime(),
    closedMs: stored.closed_at?.getTime() ?? null,
    life: withSent(stored.lifecycle),
  };
}

/** A former version did not say whether it had sent what is pending: it may have. */
function withSent(life: Discrepancy): Discrepancy {
  const { pending } = life;
  return pending === null || typeof pending.sent === 'boolean'
    ? life
    : { ...life, pending: { ...pending, sent: true } };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
