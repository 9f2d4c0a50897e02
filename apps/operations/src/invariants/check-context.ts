import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '@breakwater/kernel';
import type { Limits } from '../domain/invariants/limits.js';
import type { Judging } from '../domain/invariants/order-case.js';
import type { Tally } from '../domain/invariants/tally.js';
import type { Invariant, Violation } from '../domain/invariants/violation.js';
import { SourceAway } from './source-away.js';
import type { Sources, Window } from './sources.js';

/** So many that look wrong are gathered before they are looked at again. */
export const MOST_CANDIDATES = 500;

export interface CheckSettings {
  readonly settleMs: number;
  readonly limits: Limits;
  /** Between finding something and looking at it again. */
  readonly secondLookMs: number;
}

/** What the parts of one check share. */
export interface CheckContext {
  readonly sources: Sources;
  readonly tally: Tally;
  readonly full: boolean;
  readonly window: Window;
  /** What the check before this one found: looked at again, however long it has not changed. */
  readonly earlier: readonly Violation[];
  readonly settings: CheckSettings;
  readonly clock: Clock;
}

export function judgingNow({ clock, settings }: CheckContext): Judging {
  return { nowMs: clock.now(), settleMs: settings.settleMs, limits: settings.limits };
}

/** Gives what was on its way the time to arrive. */
export async function beforeSecondLook({ settings }: CheckContext): Promise<void> {
  await pause(settings.secondLookMs);
}

/** Runs a part of a check. What fails leaves its invariants unchecked: that is neither good nor a violation. */
export async function orNotChecked(
  { tally }: CheckContext,
  invariants: readonly Invariant[],
  part: () => Promise<void>,
): Promise<void> {
  try {
    await part();
  } catch (error) {
    tally.miss(invariants, SourceAway.because('the checker', error).message);
  }
}

/** In pieces of that many. */
export function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
