import type { InvariantReport } from '@breakwater/contracts';
import { table } from '../measure/report.js';

const STATES = { holds: 'holds', violated: 'VIOLATED', not_checked: 'not checked' };
/** What a shell sees: 0 all hold, 1 something is violated, 2 something could not be checked. */
const EXIT_CODES = { holds: 0, violated: 1, not_checked: 2 };

export function exitCodeOf({ state }: Pick<InvariantReport, 'state'>): number {
  return EXIT_CODES[state];
}

export function presentReport({ scope, startedAt, finishedAt, invariants, violations }: InvariantReport): string {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const rows = invariants.map(({ invariant, title, state, checked, violations: count }) => [
    `${invariant}  ${title}`,
    STATES[state],
    String(checked),
    String(count),
  ]);
  const reasons = invariants.flatMap(({ invariant, notChecked }) =>
    notChecked === null ? [] : [`${invariant} not checked, or not all of it: ${notChecked}`],
  );
  const found = violations.map(({ invariant, code, message, ids, firstSeenAt }) => {
    const named = Object.entries(ids).map(([name, id]) => `${name}=${id}`);
    return `${invariant}  ${code}\n     ${message}\n     ${named.join(' ')}, first seen ${firstSeenAt}`;
  });
  return [
    table([['invariant', 'state', 'checked', 'violations'], ...rows]),
    ...reasons,
    ...found,
    `${scope === 'full' ? 'everything there is' : 'what changed lately'}, in ${seconds.toFixed(1)} s`,
  ].join('\n');
}
