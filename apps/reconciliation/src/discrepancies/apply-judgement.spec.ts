import { describe, expect, it } from '@jest/globals';
import { decide } from '../domain/decide-discrepancy.js';
import type { Finding } from '../domain/finding.js';
import type { Situation } from '../domain/rules.js';
import { applyJudgement, type Changes } from './apply-judgement.js';
import type { DiscrepancyRow } from './discrepancy.row.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const AT = '2026-01-01T12:00:00.000Z';

function found(situation: Situation, ref: string, amountMinor = 100, evidence = {}): Finding {
  const unexplained = eur(amountMinor);
  const target = { attemptId: null, providerReference: null, amount: unexplained, direction: 'in' } as const;
  return { situation, ref, orderId: null, expected: 'one', found: 'other', unexplained, target, at: AT, evidence };
}

interface LookOf {
  readonly findings?: Finding[];
  readonly heldBack?: Finding[];
}

/** One look after the other; what it leaves. */
const looks = (...all: readonly LookOf[]): DiscrepancyRow[] => looksAfter([], ...all);

function looksAfter(known: readonly DiscrepancyRow[], ...all: readonly LookOf[]): DiscrepancyRow[] {
  const rows = new Map(known.map((row) => [row.id, row]));
  for (const [index, { findings = [], heldBack = [] }] of all.entries()) {
    const changes: Changes = { rows: [], log: [] };
    const context = { nowMs: index * 1000, newId: () => `id ${rows.size}`, dayOf: () => '2026-01-01' };
    applyJudgement('subject', { findings, heldBack }, [], [...rows.values()], context, changes);
    for (const row of changes.rows) rows.set(row.id, row);
  }
  return [...rows.values()];
}

/** As a person leaves it who explains it as it stands. */
function accepted(row: DiscrepancyRow): DiscrepancyRow {
  const event = { type: 'decided', nowMs: 500, action: 'accept', by: 'ann', note: 'seen it' } as const;
  return { ...row, life: decide(row.life, event).state };
}

const statesOf = (rows: readonly DiscrepancyRow[]) => rows.map(({ life }) => `${life.situation} ${life.state}`);

describe('what cannot be judged for a while', () => {
  const keeps = found('kept_too_much', 'a');
  const late = found('on_its_way', 'kept_too_much:a', 100, { becomes: 'kept_too_much' });

  it('is not over: its discrepancy stays as it was', () => {
    expect(statesOf(looks({ findings: [keeps] }, { heldBack: [keeps] }))).toEqual(['kept_too_much waiting']);
    expect(statesOf(looks({ findings: [keeps] }, {}))).toEqual(['kept_too_much resolved']);
  });

  it('stays explained when a person has explained it', () => {
    const [row] = looks({ findings: [keeps] });
    const explained = [accepted(row!)];
    expect(statesOf(looksAfter(explained, { heldBack: [keeps] }, { findings: [keeps] }))).toEqual([
      'kept_too_much resolved',
    ]);
    expect(statesOf(looksAfter(explained, {}, { findings: [keeps] }))).toEqual(['kept_too_much waiting']);
  });

  it('is not late a second time when it has its name already', () => {
    expect(statesOf(looks({ findings: [keeps] }, { findings: [late], heldBack: [keeps] }))).toEqual([
      'kept_too_much waiting',
    ]);
    expect(statesOf(looks({ findings: [late], heldBack: [keeps] }, { findings: [keeps] }))).toEqual([
      'on_its_way aged_out',
      'kept_too_much waiting',
    ]);
  });
});
