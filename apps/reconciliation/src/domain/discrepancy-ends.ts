import { type Decision, type Money, sameMoney } from '@breakwater/kernel';
import { BY_RULE, type Discrepancy, type Effect, type Resolution } from './discrepancy.js';
import { BOOKS } from './rules.js';
import type { ResolutionAction } from './terms.js';

// What every move of a discrepancy is put together from.

export type Decided = Decision<Discrepancy, Effect>;
type Log = Extract<Effect, { type: 'log' }>;

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** Something is in the books for it. */
export function isBooked({ done }: Discrepancy): boolean {
  return done.some(({ action, takenBack }) => BOOKS.has(action) && takenBack !== true);
}

export function over(state: Discrepancy, { action, by, note, atMs, result }: Resolution): Decided {
  const resolution = { action, by, note, atMs, result };
  return { state: closed(state, 'resolved', resolution), effects: [log('resolved', action, result, resolution)] };
}

export function closed(state: Discrepancy, as: 'resolved' | 'aged_out', resolution: Resolution): Discrepancy {
  return { ...state, state: as, pending: null, acted: null, nextTryAtMs: null, resolution };
}

export function byRule(action: ResolutionAction, atMs: number, result: Readonly<Record<string, unknown>>): Resolution {
  return { action, by: BY_RULE, note: null, atMs, result };
}

export function isExplained({ explained }: Discrepancy, amount: Money): boolean {
  return explained !== null && sameMoney(explained, amount);
}

export function isOver({ state }: Discrepancy): boolean {
  return state === 'resolved' || state === 'aged_out';
}

export function stay(state: Discrepancy): Decided {
  return { state, effects: [] };
}

export function pauseMs(tries: number): number {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(10, tries - 1));
}

export function log(
  event: Log['event'],
  action: ResolutionAction | null,
  details: Readonly<Record<string, unknown>>,
  { by, note }: { readonly by: string; readonly note: string | null } = { by: BY_RULE, note: null },
): Effect {
  return { type: 'log', event, by, action, note, details };
}
