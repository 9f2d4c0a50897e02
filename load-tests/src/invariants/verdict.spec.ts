import { describe, expect, it } from '@jest/globals';
import type { InvariantReport } from '@breakwater/contracts';
import { verdictOf } from './verdict.js';

type Report = Parameters<typeof verdictOf>[0][number];
const report = (
  scope: InvariantReport['scope'],
  state: InvariantReport['state'] = 'holds',
  reason: string | null = state === 'not_checked' ? 'payment: away' : null,
): Report => ({
  scope,
  state,
  invariants: [{ invariant: 3, title: '', state, checked: 1, violations: 0, notChecked: reason }],
});
const bought = { paid: 3, declined: 1, failed: 1 };

describe('checks under load', () => {
  it('are good when orders were paid and the last full check saw everything, whatever one before it missed', () => {
    const reports = [report('full', 'not_checked'), report('recent', 'not_checked'), report('full')];
    expect(verdictOf(reports, bought)).toEqual({ violated: 0, notChecked: 2, faults: [] });
  });

  it('are not when any of them found a violation', () => {
    expect(verdictOf([report('recent', 'violated'), report('full')], bought).faults).toEqual([
      '1 checks found violations',
    ]);
  });

  it('are not when the last full check was incomplete, or there was none', () => {
    const incomplete = [report('full'), report('full', 'not_checked'), report('recent')];
    expect(verdictOf(incomplete, bought).faults).toEqual(['the last full check was not complete: payment: away']);
    expect(verdictOf([report('recent')], bought).faults).toEqual([
      'the last full check was not complete: there was none',
    ]);
  });

  it('are not when nobody could buy: a shop in which nothing happens violates nothing', () => {
    expect(verdictOf([report('full')], { failed: 40, declined: 2 }).faults).toEqual([
      'no order was paid: {"failed":40,"declined":2}',
    ]);
  });
});
