import { describe, expect, it } from '@jest/globals';
import type { ProviderFact, Seen, Subject } from '../facts.js';
import { at, charge, eur, known, ms, order, payment, refundAt, refunded, subject } from './example-facts.js';
import { judge } from './judge.js';

const cameBack = (amountMinor: number): ProviderFact & Seen => {
  const base = { id: 'txn_9', type: 'other', providerType: 'refund_failure', source: 're_1', attemptId: null } as const;
  const amount = { amount: eur(amountMinor), fee: eur(0), net: eur(amountMinor) };
  return charge({ ...base, ...amount, createdAt: at(15), seenAtMs: ms(16) });
};
const seen = (parts: Partial<Subject>) => {
  const { findings, matched } = judge(subject({ orders: [order()], ...parts }), known(100));
  return { findings: findings.map(({ situation }) => situation), matched: matched.toSorted() };
};

describe('a refund that the bank sent back', () => {
  const provider = [charge(), refunded(300), cameBack(300)];

  it('is nobody’s surprise once payment does not count it any more, and neither is what brought it back', () => {
    const taken = { findings: [], matched: ['txn_1', 'txn_2', 'txn_9'] };
    expect(seen({ payments: [payment()], provider })).toEqual(taken);
  });

  it('is named when payment still counts it as done', () => {
    const movements = [...payment().movements, refundAt(12, 300)];
    const payments = [payment({ refunded: eur(300), movements })];
    expect(seen({ payments, provider }).findings).toEqual(['stray_movement']);
  });
});

describe('the adjustments of one dispute', () => {
  it('are movements of their own, and none is another’s repetition', () => {
    const adjustment = (id: string) =>
      charge({ id, type: 'other', providerType: 'adjustment', source: 'dp_1', amount: eur(-100), net: eur(-100) });
    const provider = [charge(), adjustment('txn_7'), adjustment('txn_8')];
    const { findings } = seen({ payments: [payment()], provider });
    expect(findings).toEqual(['stray_movement', 'stray_movement']);
  });
});
