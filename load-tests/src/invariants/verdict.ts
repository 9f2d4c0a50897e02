import type { InvariantReport } from '@breakwater/contracts';

export interface Verdict {
  readonly violated: number;
  readonly notChecked: number;
  /** Why this run proves nothing, or proves the opposite; empty when it proves what it should. */
  readonly faults: readonly string[];
}

/** What checks under load have shown. Green is only a run in which something was bought and the last full look saw everything. */
export function verdictOf(
  reports: readonly Pick<InvariantReport, 'scope' | 'state' | 'invariants'>[],
  counts: Readonly<Record<string, number>>,
): Verdict {
  const violated = reports.filter(({ state }) => state === 'violated').length;
  const notChecked = reports.filter(({ state }) => state === 'not_checked').length;
  const lastFull = reports.findLast(({ scope }) => scope === 'full');
  const missing = lastFull?.invariants.flatMap(({ notChecked: reason }) => reason ?? []) ?? ['there was none'];
  const faults = [
    ...(violated > 0 ? [`${violated} checks found violations`] : []),
    ...(missing.length > 0 ? [`the last full check was not complete: ${missing.join('; ')}`] : []),
    ...((counts['paid'] ?? 0) === 0 ? [`no order was paid: ${JSON.stringify(counts)}`] : []),
  ];
  return { violated, notChecked, faults };
}
