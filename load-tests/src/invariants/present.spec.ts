import { describe, expect, it } from '@jest/globals';
import type { InvariantReport } from '@breakwater/contracts';
import { exitCodeOf, presentReport } from './present.js';

const at = '2026-01-01T00:00:00.000Z';
const results: InvariantReport['invariants'] = [1, 2, 3, 4, 5].map((invariant) => ({
  invariant,
  title: `Invariant ${invariant}`,
  state: 'holds',
  checked: 7,
  violations: 0,
  notChecked: null,
}));
const report: InvariantReport = {
  id: '0198a1b2-0000-7000-8000-000000000001',
  scope: 'full',
  state: 'holds',
  startedAt: at,
  finishedAt: '2026-01-01T00:00:02.500Z',
  invariants: results,
  violations: [],
};

describe('a report in the terminal', () => {
  it('has a line for each invariant and says how much was looked at', () => {
    const text = presentReport(report);
    for (const { title } of results) expect(text).toContain(title);
    expect(text).toContain('everything there is, in 2.5 s');
  });
  it('names each violation with its ids, and why something was not checked', () => {
    const violation = {
      invariant: 1,
      code: 'invariant.stock.negative',
      message: 'less than nothing',
      ids: { sku: 'A' },
    };
    const [first, ...others] = results;
    const text = presentReport({
      ...report,
      state: 'violated',
      invariants: [{ ...first!, state: 'violated', violations: 1, notChecked: 'order: away' }, ...others],
      violations: [{ ...violation, firstSeenAt: at }],
    });
    for (const part of ['VIOLATED', 'invariant.stock.negative', 'sku=A', 'order: away']) expect(text).toContain(part);
  });
  it('ends a shell with 0 only when everything was checked and holds', () => {
    expect((['holds', 'violated', 'not_checked'] as const).map((state) => exitCodeOf({ state }))).toEqual([0, 1, 2]);
  });
});
