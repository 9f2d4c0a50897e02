import { describe, expect, it } from '@jest/globals';
import type { Source, Subject } from '../facts.js';
import { RULES, ruleOf, type Situation } from '../rules.js';
import {
  at,
  ATTEMPT,
  captureAt,
  charge,
  known,
  ms,
  order,
  payment,
  refunded,
  subject,
  unpaid,
  uuid,
} from './example-facts.js';
import { judge } from './judge.js';

const SECOND = uuid(3);
const second = payment({ attemptId: SECOND, providerReference: 'pi_2', movements: [captureAt(15)], updatedAt: at(15) });
const whole = { orders: [order()], payments: [payment()], provider: [charge()] };

/** One of each for which a rule moves or books money, with when the last of what it rests on has happened. */
const CASES: Readonly<Record<string, { readonly eventAt: number; readonly facts: Partial<Subject> }>> = {
  stray_charge: { eventAt: 11, facts: { provider: [charge()] } },
  charged_again: {
    eventAt: 12,
    facts: {
      ...whole,
      provider: [charge(), charge({ id: 'txn_9', source: 'ch_9', providerReference: 'pi_9', seenAtMs: ms(12) })],
    },
  },
  second_attempt: {
    eventAt: 15,
    facts: {
      ...whole,
      payments: [payment(), second],
      provider: [charge(), charge({ id: 'txn_9', source: 'ch_9', providerReference: 'pi_2', attemptId: SECOND })],
    },
  },
  charged_not_captured: {
    eventAt: 11,
    facts: { orders: [order({ state: 'confirmed' })], payments: [unpaid('authorized')], provider: [charge()] },
  },
  paid_not_captured: {
    eventAt: 14,
    facts: { orders: [order({ updatedAt: at(14) })], payments: [unpaid('authorized')] },
  },
  held_after_end: {
    eventAt: 14,
    facts: { orders: [order({ state: 'cancelled' })], payments: [unpaid('authorized', { updatedAt: at(14) })] },
  },
  orphan_refund: {
    eventAt: 14,
    facts: { ...whole, provider: [charge(), refunded(300, { seenAtMs: ms(14) })], settledAtMs: ms(14) },
  },
};

const situationsOf = (facts: Partial<Subject>, knowledge = known(600)): Situation[] =>
  judge(subject(facts), knowledge).findings.map(({ situation }) => situation);

describe('what a rule moves or books money for', () => {
  it('is tried here, all of it, and rests on more than one source', () => {
    const moving = Object.entries(RULES).filter(([, { automatic }]) =>
      ['adopt', 'capture', 'void', 'refund_duplicate'].includes(automatic ?? ''),
    );
    expect(moving.map(([situation]) => situation).toSorted()).toEqual(Object.keys(CASES).toSorted());
    for (const [, { restsOn }] of moving) expect(restsOn.length).toBeGreaterThanOrEqual(2);
  });

  for (const [situation, { eventAt, facts }] of Object.entries(CASES)) {
    it(`is named by facts that were read after it happened: ${situation}`, () => {
      expect(situationsOf(facts)).toContain(situation);
    });

    for (const source of ruleOf(situation as Situation).restsOn) {
      it(`is not named by stale facts of ${source}, and is no less true for that: ${situation}`, () => {
        const stale = known(600, { [source]: eventAt + 14 });
        const { findings, heldBack, lookAgainAtMs } = judge(subject(facts), stale);
        expect(findings.map((found) => found.situation)).not.toContain(situation);
        expect(heldBack.map((found) => found.situation)).toContain(situation);
        expect(lookAgainAtMs).not.toBeNull();
      });
    }
  }
});

describe('the attempt that an order was paid with', () => {
  const twice = CASES['second_attempt']!.facts;

  it('is what the order says once it was read after both, and never the other one', () => {
    const changed = { ...twice, orders: [order({ attemptId: SECOND, updatedAt: at(16) })] };
    const [found] = judge(subject(changed), known(600)).findings;
    expect(found).toMatchObject({ situation: 'second_attempt', target: { attemptId: ATTEMPT } });
  });

  it('is unknown without the order’s word: nothing is given back by rule, a person is shown what is kept', () => {
    expect(situationsOf({ ...twice, orders: [] })).toEqual(['kept_without_order', 'kept_without_order']);
    const neither = { ...twice, orders: [order({ attemptId: uuid(9) })] };
    expect(situationsOf(neither)).toEqual(['kept_too_much']);
  });

  it('is not captured by rule while another one keeps the money', () => {
    const other = unpaid('authorized', { attemptId: SECOND, providerReference: 'pi_2' });
    const facts = { ...whole, orders: [order({ attemptId: SECOND })], payments: [payment(), other] };
    expect(situationsOf(facts)).toEqual(['paid_without_payment']);
  });

  it('is the one that is captured, not one that was declined before it', () => {
    const payments = [unpaid('declined'), unpaid('authorized', { attemptId: SECOND, providerReference: 'pi_2' })];
    const [found] = judge(subject({ orders: [order({ attemptId: SECOND })], payments }), known(600)).findings;
    expect(found).toMatchObject({ situation: 'paid_not_captured', target: { attemptId: SECOND } });
  });
});

describe('an outage', () => {
  const stale = (sources: readonly Source[]) => known(3000, Object.fromEntries(sources.map((source) => [source, 12])));

  it('of payment is no unknown outcome: it may have been known there for long', () => {
    const dark = { payments: [unpaid('unknown')] };
    expect(situationsOf(dark, stale(['payment']))).toEqual([]);
    expect(situationsOf(dark, known(3000))).toEqual(['outcome_unknown']);
  });

  it('of all sources lets nobody act on anything', () => {
    for (const { facts } of Object.values(CASES)) {
      const acting = situationsOf(facts, stale(['order', 'payment', 'provider'])).filter(
        (situation) => ruleOf(situation).restsOn.length > 0,
      );
      expect(acting).toEqual([]);
    }
  });
});

describe('a refund that nobody here knows', () => {
  const facts = { ...whole, provider: [charge(), refunded(300)] };

  it('may be one that is pending at payment: payment is asked before it has a name', () => {
    for (const settledAtMs of [null, ms(12)]) {
      const judgement = judge(subject({ ...facts, settledAtMs }), known(600));
      expect(judgement).toMatchObject({ findings: [], askWhetherSettled: true, lookAgainAtMs: ms(605) });
    }
  });

  it('is judged by facts of payment that are newer than its word that nothing is pending', () => {
    const settled = { ...facts, settledAtMs: ms(590) };
    expect(situationsOf(settled, known(600))).toEqual([]);
    expect(situationsOf(settled, known(606))).toEqual(['on_its_way']);
    expect(situationsOf(settled, known(625))).toEqual(['orphan_refund']);
  });

  it('of a charge that nobody here knows either has nobody to be asked', () => {
    expect(situationsOf({ provider: [refunded(300)], settledAtMs: null })).toEqual(['orphan_refund']);
  });
});
