import type { Discrepancy } from '@breakwater/contracts';
import { permittedActions } from '../domain/decide-discrepancy.js';
import type { Resolution } from '../domain/discrepancy.js';
import { ruleOf } from '../domain/rules.js';
import type { DiscrepancyRow } from './discrepancy.row.js';

/** What operators see of a discrepancy. */
export function present(row: DiscrepancyRow, nowMs: number): Discrepancy {
  const { life, target } = row;
  const { kind, owner, automatic } = ruleOf(life.situation);
  const over = life.state === 'resolved' || life.state === 'aged_out';
  return {
    id: row.id,
    kind,
    state: life.state,
    orderId: row.orderId,
    attemptId: target.attemptId,
    providerReference: target.providerReference,
    expected: row.expected,
    found: row.found,
    unexplained: over ? { ...life.amount, amountMinor: 0 } : life.amount,
    evidence: { situation: life.situation, ...row.evidence },
    owner,
    firstSeenAt: iso(row.firstSeenMs),
    lastSeenAt: iso(row.lastSeenMs),
    ageSeconds: Math.max(0, Math.round(((row.closedMs ?? nowMs) - row.firstSeenMs) / 1000)),
    automaticAction: automatic,
    tries: life.tries,
    lastError: life.lastError,
    permittedActions: [...permittedActions(life, target.direction)],
    resolution: presentResolution(over ? life.resolution : life.acted),
  };
}

function presentResolution(resolution: Resolution | null): Discrepancy['resolution'] {
  if (resolution === null) return null;
  const { action, by, note, atMs, result } = resolution;
  return { action, by, note, at: iso(atMs), result: { ...result } };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
