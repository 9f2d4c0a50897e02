import type { DiscrepancyKind, DiscrepancyState } from '@breakwater/contracts';
import { KIND_NAMES } from './discrepancy-words.js';

export interface DiscrepancyFilters {
  /** Undefined: all. */
  readonly state: DiscrepancyState | undefined;
  readonly kind: DiscrepancyKind | undefined;
}

/** In the order of what an operator has to do about them. */
export const STATE_CHOICES = ['waiting', 'open', 'resolved', 'aged_out', 'all'] as const;
export type StateChoice = (typeof STATE_CHOICES)[number];

export function chosenState(search: URLSearchParams): StateChoice {
  return STATE_CHOICES.find((choice) => choice === search.get('state')) ?? 'waiting';
}

/** The address is the state: what waits for a person, unless it says otherwise. */
export function readFilters(search: URLSearchParams): DiscrepancyFilters {
  const state = chosenState(search);
  const kind = KIND_NAMES.find((known) => known.kind === search.get('kind'))?.kind;
  return { state: state === 'all' ? undefined : state, kind };
}

export function filterSearch(state: StateChoice, kind: DiscrepancyKind | undefined): string {
  const search = new URLSearchParams(state === 'waiting' ? {} : { state });
  if (kind !== undefined) search.set('kind', kind);
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
