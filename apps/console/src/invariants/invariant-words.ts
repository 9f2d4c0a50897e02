import type { InvariantReport, InvariantState } from '@breakwater/contracts';

interface ReportWords {
  readonly title: string;
  readonly look: string;
}

export function reportWords({ state, invariants }: Pick<InvariantReport, 'state' | 'invariants'>): ReportWords {
  const violated = invariants.filter((one) => one.state === 'violated').length;
  switch (state) {
    case 'holds':
      return { title: 'All invariants hold', look: 'figure-good' };
    case 'violated':
      return {
        title: violated === 1 ? 'An invariant is violated' : `${violated} invariants are violated`,
        look: 'figure-bad',
      };
    case 'not_checked':
      return { title: 'Not everything could be checked', look: 'figure-warning' };
  }
}

const STATES: Record<InvariantState, { name: string; look: string }> = {
  holds: { name: 'holds', look: 'badge-good' },
  violated: { name: 'violated', look: 'badge-bad' },
  not_checked: { name: 'not checked', look: 'badge-warning' },
};

export const invariantState = (state: InvariantState): { name: string; look: string } => STATES[state];

/** Where an id leads to in the console; undefined when nowhere. */
export const pageOf = (name: string, id: string): string | undefined =>
  name === 'orderId' ? `/orders?q=${id}` : undefined;
