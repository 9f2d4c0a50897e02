import { describe, expect, it } from '@jest/globals';
import { DecisionAction, DiscrepancyKind, DiscrepancyState, ResolutionAction } from '@breakwater/contracts';
import { csvAddress, dayState, sumsOf } from './day-words.js';
import { chosenState, filterSearch, readFilters } from './discrepancy-filters.js';
import { actionName, actionWords, concerns, KIND_NAMES, kindWords, stateWords } from './discrepancy-words.js';

it('has words for every kind, state and action', () => {
  expect(KIND_NAMES.map(({ kind }) => kind).sort()).toEqual([...DiscrepancyKind.options].sort());
  for (const kind of DiscrepancyKind.options) expect(kindWords(kind).meaning).not.toBe('');
  for (const state of DiscrepancyState.options) expect(stateWords(state).name).not.toBe('');
  for (const action of DecisionAction.options) expect(actionWords(action).effect).not.toBe('');
  for (const action of ResolutionAction.options) expect(actionName(action)).not.toBe('');
});

it('names what a discrepancy is about', () => {
  const nothing = { orderId: null, attemptId: null, providerReference: null };
  expect(concerns(nothing)).toBe('–');
  expect(concerns({ ...nothing, attemptId: 'a', providerReference: 'pi_1' })).toBe('pi_1');
  expect(concerns({ orderId: 'o', attemptId: 'a', providerReference: 'pi_1' })).toBe('o');
});

describe('the filters in the address', () => {
  const read = (text: string) => readFilters(new URLSearchParams(text));
  it('show what waits for a person unless told otherwise', () => {
    expect(read('')).toEqual({ state: 'waiting', kind: undefined });
    expect(read('state=all')).toEqual({ state: undefined, kind: undefined });
    expect(read('state=nonsense&kind=nonsense')).toEqual({ state: 'waiting', kind: undefined });
  });
  it('are read as they were written', () => {
    const search = filterSearch('open', 'amount');
    expect(search).toBe('?state=open&kind=amount');
    expect(read(search)).toEqual({ state: 'open', kind: 'amount' });
    expect(chosenState(new URLSearchParams(search))).toBe('open');
    expect(filterSearch('waiting', undefined)).toBe('');
  });
});

describe('a business day', () => {
  const figures = { ordersMinor: 0, capturedMinor: 0, refundedMinor: 0, chargedMinor: 0, givenBackMinor: 0 };
  const rest = { feesMinor: 0, netMinor: 0, paidOutMinor: 0, bankedMinor: 0, unexplainedMinor: 0 };
  const total = { currency: 'EUR', ...figures, ...rest };
  it('shows each figure in the currencies in which it is something', () => {
    const totals = [
      { ...total, capturedMinor: 1250 },
      { ...total, currency: 'JPY', capturedMinor: 300 },
    ];
    expect(sumsOf({ totals }, 'capturedMinor')).toBe('€12.50, JP¥300');
    expect(sumsOf({ totals }, 'feesMinor')).toBe('–');
  });
  it('says whether it is closed, or why not, and what was found late', () => {
    expect(dayState({ closedAt: null, notClosed: null, foundLate: 0 })).toBe('still runs');
    expect(dayState({ closedAt: null, notClosed: 'bank is out', foundLate: 0 })).toBe('not closed: bank is out');
    const closedAt = '2026-01-01T00:00:00Z';
    expect(dayState({ closedAt, notClosed: null, foundLate: 2 })).toBe('closed, 2 found late');
  });
  it('has its file at an address of its own', () => {
    expect(csvAddress('2026-05-04')).toBe('/api/reconciliation/days/2026-05-04.csv');
  });
});
