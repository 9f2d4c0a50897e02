import { expect, it } from '@jest/globals';
import { InvariantState } from '@breakwater/contracts';
import { invariantState, pageOf, reportWords } from './invariant-words.js';

const one = (state: InvariantState) => ({
  invariant: 1,
  title: '',
  state,
  checked: 0,
  violations: 0,
  notChecked: null,
});

it('never calls what was not checked good', () => {
  const words = InvariantState.options.map((state) => reportWords({ state, invariants: [one(state), one(state)] }));
  expect(words.map(({ title }) => title)).toEqual([
    'All invariants hold',
    '2 invariants are violated',
    'Not everything could be checked',
  ]);
  expect(new Set(words.map(({ look }) => look)).size).toBe(3);
  for (const state of InvariantState.options) expect(invariantState(state).name).not.toBe('');
});

it('leads from an order’s id to the order', () => {
  expect(pageOf('orderId', 'x')).toBe('/orders?q=x');
  expect(pageOf('sku', 'x')).toBeUndefined();
});
