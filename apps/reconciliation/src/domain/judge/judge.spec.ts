import { describe, expect, it } from '@jest/globals';
import {
  at,
  ATTEMPT,
  banked,
  captureAt,
  charge,
  eur,
  known,
  ms,
  order,
  payment,
  payout,
  refundAt,
  refunded,
  subject,
  unpaid,
  uuid,
} from './example-facts.js';
import type { Subject } from '../facts.js';
import { AT_BANK, ruleOf, type Situation } from '../rules.js';
import { judge } from './judge.js';

const LATER = known(600);

const named = (parts: Partial<Subject>, knowledge = LATER): string[] =>
  judge(subject(parts), knowledge).findings.map(
    ({ situation, unexplained }) => `${ruleOf(situation).kind} ${situation} ${unexplained.amountMinor}`,
  );

const whole = { orders: [order()], payments: [payment()], provider: [charge()] };
const usd = (amountMinor: number) => ({ amountMinor, currency: 'USD' });

describe('one subject', () => {
  it('is clean where order, payment, ledger, provider and bank agree, and says what was matched', () => {
    const kept = payment({ refunded: eur(500), movements: [captureAt(10), refundAt(12, 500)] });
    const judgement = judge(
      subject({
        ...whole,
        payments: [kept],
        provider: [charge(), refunded(500)],
        payouts: [payout()],
        bank: [banked(2440)],
      }),
      LATER,
    );
    expect(judgement).toEqual({
      findings: [],
      heldBack: [],
      matched: ['txn_1', 'txn_2', 'po_1'],
      lookAgainAtMs: null,
      readAgainFromMs: null,
      askWhetherSettled: false,
    });
  });

  const cases: readonly (readonly [string, Partial<Subject>, readonly string[]])[] = [
    ['a charge that nobody here knows', { provider: [charge()] }, ['missing_internal stray_charge 2500']],
    [
      'a movement that is neither charge nor refund nor payout',
      { provider: [charge({ type: 'other', net: eur(-700) })] },
      ['missing_internal stray_movement 700'],
    ],
    [
      'a capture that the provider does not know',
      { orders: [order()], payments: [payment({ feeBooked: eur(0) })] },
      ['missing_provider capture_not_there 2500'],
    ],
    [
      'a refund that the provider does not know',
      { ...whole, payments: [payment({ refunded: eur(300), movements: [captureAt(10), refundAt(12, 300)] })] },
      ['missing_provider refund_not_there 300'],
    ],
    ['a payout that never came to the bank', { payouts: [payout()] }, ['missing_payout payout_not_banked 2440']],
    ['money at the bank that is no payout', { bank: [banked(99)] }, ['missing_payout banked_without_payout 99']],
    [
      'another amount at the provider',
      { ...whole, provider: [charge({ amount: eur(2600) })] },
      ['amount charge_differs 100'],
    ],
    [
      'another amount of a refund',
      {
        ...whole,
        payments: [payment({ refunded: eur(300), movements: [captureAt(10), refundAt(12, 300)] })],
        provider: [charge(), refunded(200)],
      },
      ['amount refund_differs 100'],
    ],
    [
      'an order of which we keep more than its total',
      { ...whole, orders: [order({ total: eur(2400) })] },
      ['amount kept_too_much 100'],
    ],
    [
      'another currency at the provider',
      { ...whole, provider: [charge({ amount: usd(2500), fee: usd(60) })] },
      ['currency other_currency 2500'],
    ],
    [
      'another fee than the books have',
      { ...whole, payments: [payment({ feeBooked: eur(40) })] },
      ['fee fee_differs 20'],
    ],
    [
      'a second charge of one PaymentIntent',
      { ...whole, provider: [charge(), charge({ id: 'txn_9', source: 'ch_9', createdAt: at(11), fee: eur(0) })] },
      ['duplicate_charge charged_again 2500'],
    ],
    [
      'another PaymentIntent that claims to be an attempt which has one',
      {
        ...whole,
        provider: [charge(), charge({ id: 'txn_9', source: 'ch_9', providerReference: 'pi_9', fee: eur(0) })],
      },
      ['duplicate_charge charged_again 2500'],
    ],
    [
      'a second attempt that charged one order',
      {
        ...whole,
        payments: [payment(), payment({ attemptId: uuid(3), providerReference: 'pi_2', movements: [captureAt(15)] })],
        provider: [charge(), charge({ id: 'txn_9', source: 'ch_9', providerReference: 'pi_2', attemptId: uuid(3) })],
      },
      ['duplicate_charge second_attempt 2500'],
    ],
    [
      'one charge that stands in the report twice',
      { ...whole, provider: [charge(), charge({ id: 'txn_9', createdAt: at(30) })] },
      ['duplicate_event reported_twice 2500'],
    ],
    [
      'a charge of what we think is only authorised',
      { orders: [order({ state: 'confirmed' })], payments: [unpaid('authorized')], provider: [charge()] },
      ['status charged_not_captured 2500'],
    ],
    [
      'a charge of what we think is not decided',
      { payments: [unpaid('requires_action')], provider: [charge()] },
      ['status charged_not_known 2500'],
    ],
    [
      'a charge of what we think was declined',
      { orders: [order({ state: 'declined' })], payments: [unpaid('declined')], provider: [charge()] },
      ['status charged_after_end 2500'],
    ],
    [
      'an order that is paid and whose money is only authorised',
      { orders: [order()], payments: [unpaid('authorized')] },
      ['status paid_not_captured 2500'],
    ],
    ['an order that is paid without a payment', { orders: [order()] }, ['status paid_without_payment 2500']],
    [
      'an order that is paid while its payment is void',
      { orders: [order()], payments: [unpaid('voided')] },
      ['status paid_without_payment 2500'],
    ],
    [
      'an order that is declined while its money is kept',
      { ...whole, orders: [order({ state: 'declined' })] },
      ['status kept_without_order 2500'],
    ],
    [
      'an order whose money was taken days ago and that never turned paid',
      { ...whole, orders: [order({ state: 'confirmed', placedAt: at(-3000), updatedAt: at(-3000) })] },
      ['status kept_without_order 2500'],
    ],
    ['money of an order that does not exist', { ...whole, orders: [] }, ['status kept_without_order 2500']],
    [
      'money that is held for an order that has ended',
      { orders: [order({ state: 'cancelled' })], payments: [unpaid('authorized')] },
      ['status held_after_end 0'],
    ],
    [
      'a refund that is not ours',
      { ...whole, provider: [charge(), refunded(300)] },
      ['orphan_refund orphan_refund 300'],
    ],
    ['a refund of a payment that is not ours', { provider: [refunded(300)] }, ['orphan_refund orphan_refund 300']],
    [
      'refunds of more than was taken, all of what is not ours in one',
      {
        ...whole,
        payments: [payment({ refunded: eur(2000), movements: [captureAt(10), refundAt(12, 2000)] })],
        provider: [charge(), refunded(2000), refunded(800, { id: 'txn_3', source: 're_2' })],
      },
      ['refund_exceeds_capture refunds_exceed_capture 800'],
    ],
    [
      'a payout that is not the sum of what it carries',
      { payouts: [payout({ transactionsNet: eur(2540) })], bank: [banked(2440)] },
      ['payout_sum payout_sum 100'],
    ],
    [
      'a payout of which the bank received something else',
      { payouts: [payout()], bank: [banked(2400)] },
      ['payout_sum bank_sum 40'],
    ],
    [
      'an attempt without an outcome for too long',
      { payments: [unpaid('unknown')] },
      ['unknown_stale outcome_unknown 0'],
    ],
    [
      'books that do not balance, or whose seals are broken',
      { flaws: [{ id: 'seal 3', found: 'seal 3: other hash', seenAtMs: ms(5) }] },
      ['ledger ledger_broken 0'],
    ],
    [
      'books that hold something else than was captured',
      { ...whole, payments: [payment({ ledger: eur(2400) })] },
      ['ledger ledger_differs 100'],
    ],
  ];
  for (const [title, parts, expected] of cases) {
    it(`is named: ${title}`, () => expect(named(parts)).toEqual(expected));
  }

  it('has a rule for each kind that there is', () => {
    const kinds = new Set(cases.flatMap(([, , names]) => names.map((name) => name.split(' ')[0])));
    expect([...kinds, 'timing']).toHaveLength(15);
  });
});

describe('what takes a movement back', () => {
  const paidOut = (id: string, amountMinor: number, second: number) =>
    charge({ id, type: 'payout', source: 'po_1', amount: eur(amountMinor), fee: eur(0), createdAt: at(second) });

  it('is no repetition of it, though it has the same source: only the same way twice is', () => {
    const failed = { payouts: [payout({ status: 'failed' })], provider: [paidOut('txn_1', -2440, 20)] };
    const back = paidOut('txn_2', 2440, 90);
    expect(named({ ...failed, provider: [...failed.provider, back] })).toEqual([]);
    expect(named({ ...failed, provider: [...failed.provider, back, paidOut('txn_3', 2440, 95)] })).toEqual([
      'duplicate_event reported_twice 2440',
    ]);
    const dispute = (id: string, amountMinor: number) =>
      charge({ id, type: 'other', source: 'dp_1', amount: eur(amountMinor), net: eur(amountMinor) });
    expect(named({ provider: [dispute('txn_1', -700), dispute('txn_2', 700)] })).toEqual([
      'missing_internal stray_movement 700',
      'missing_internal stray_movement 700',
    ]);
  });
});

describe('a payout that came to nothing', () => {
  it.each(['failed', 'canceled'])('is %s: what the bank received of it has left the account again', (status) => {
    const payouts = [payout({ status })];
    const back = banked(-2440, { id: 'line_2' });
    expect(named({ payouts })).toEqual([]);
    expect(named({ payouts, bank: [banked(2440), back] })).toEqual([]);
    expect(named({ payouts, bank: [banked(2440)] }, known(40))).toEqual(['timing on_its_way 2440']);
    expect(named({ payouts, bank: [banked(2440)] })).toEqual(['payout_sum bank_sum 2440']);
    expect(named({ payouts, bank: [back] })).toEqual(['payout_sum bank_sum 2440']);
  });
});

describe('where books, provider and bank hold different sums, a person books it', () => {
  const target = (parts: Partial<Subject>) =>
    judge(subject(parts), LATER).findings.map(({ target: { direction, providerReference } }) => [
      direction,
      providerReference,
    ]);

  it('the way that makes the books right, under the name of what differs', () => {
    expect(target({ payouts: [payout()] })).toEqual([['out', 'po_1']]);
    expect(target({ payouts: [payout()], bank: [banked(2400)] })).toEqual([['out', 'po_1']]);
    expect(target({ payouts: [payout()], bank: [banked(2500)] })).toEqual([['in', 'po_1']]);
    expect(target({ bank: [banked(99)] })).toEqual([['in', 'line_1']]);
    expect(target({ bank: [banked(-99)] })).toEqual([['out', 'line_1']]);
    const other = (amountMinor: number) => charge({ type: 'other', source: 'dp_1', net: eur(amountMinor) });
    expect(target({ provider: [other(-700)] })).toEqual([['out', 'txn_1']]);
    expect(target({ provider: [other(700)] })).toEqual([['in', 'txn_1']]);
  });

  it('and cannot just accept it', () => {
    const all: Situation[] = [...AT_BANK, 'refund_not_there', 'fee_differs'];
    for (const situation of all) {
      const { person } = ruleOf(situation);
      expect(person).not.toContain('accept');
      expect(person.some((action) => action === 'adopt' || action === 'write_off')).toBe(true);
    }
  });
});

describe('time', () => {
  const lonely = { provider: [charge()] };

  it('accuses nobody of what is young, then of being late, then of being lost, each within a minute', () => {
    expect(named(lonely, known(20))).toEqual([]);
    expect(judge(subject(lonely), known(20)).lookAgainAtMs).toBe(ms(26));
    expect(named(lonely, known(26))).toEqual(['timing on_its_way 2500']);
    expect(judge(subject(lonely), known(26)).lookAgainAtMs).toBe(ms(46));
    expect(named(lonely, known(46))).toEqual(['missing_internal stray_charge 2500']);
    expect(judge(subject(lonely), known(46)).lookAgainAtMs).toBeNull();
  });

  it('means nothing while the source that is silent has not been read', () => {
    expect(named(lonely, known(3000, { payment: 12 }))).toEqual([]);
    expect(judge(subject(lonely), known(3000, { payment: 12 })).lookAgainAtMs).toBe(ms(3600));
    expect(named({ payments: [payment()] }, known(3000, { provider: 12, order: 12 }))).toEqual([]);
    expect(named({ payouts: [payout()] }, known(3000, { bank: 12 }))).toEqual([]);
  });

  it('of who waits for a source is spent in longer and longer pauses, however long ago it settled', () => {
    const looks = [47, 80, 160, 4000].map(
      (now) => judge(subject(lonely), known(now, { payment: 20 })).lookAgainAtMs! - ms(now),
    );
    expect(looks).toEqual([13_500, 30_000, 70_000, 600_000]);
    expect(judge(subject(lonely), known(47, { payment: 45 })).lookAgainAtMs).toBe(ms(48));
    const dark = { payments: [unpaid('unknown')] };
    expect(judge(subject(dark), known(4000, { payment: 20 })).lookAgainAtMs).toBe(ms(4600));
  });

  it('never comes at a source that this shop does not have: nothing is named there, nor looked for again', () => {
    const nowhere = { ...known(600, { bank: Number.NEGATIVE_INFINITY }), absent: new Set(['bank'] as const) };
    const judgement = judge(subject({ payouts: [payout()] }), nowhere);
    expect(judgement).toMatchObject({ findings: [], lookAgainAtMs: null });
    expect(judgement.heldBack.map(({ situation }) => situation)).toEqual(['payout_not_banked']);
  });

  it('counts from when we could know: the provider’s clock may be another', () => {
    const ahead = { provider: [charge({ createdAt: at(90_000) })] };
    expect(named(ahead, known(46))).toEqual(['missing_internal stray_charge 2500']);
  });

  it('before we began to read is not missed at the other side', () => {
    const old = payment({ movements: [captureAt(-4000)], updatedAt: at(-4000), feeBooked: eur(0) });
    expect(named({ orders: [order({ placedAt: at(-4000), updatedAt: at(-4000) })], payments: [old] })).toEqual([]);
  });

  it('of a customer at the bank’s page is longer than that of a lost answer', () => {
    expect(named({ payments: [unpaid('requires_action')] }, known(600))).toEqual([]);
    expect(named({ payments: [unpaid('requires_action')] }, known(3700))).toEqual(['unknown_stale outcome_unknown 0']);
    expect(judge(subject({ payments: [unpaid('unknown')] }), known(20)).lookAgainAtMs).toBe(ms(55));
  });

  it('of a fee that is not booked at all is longer, and payment is read again meanwhile', () => {
    const unbooked = { ...whole, payments: [payment({ feeBooked: eur(0) })] };
    const judgement = judge(subject(unbooked), known(300));
    expect(judgement).toMatchObject({ findings: [], readAgainFromMs: ms(10), lookAgainAtMs: ms(315) });
    expect(named(unbooked, known(612))).toEqual(['fee fee_differs 60']);
  });

  it('of a payout is when it is paid, or when the day is over on which it should have arrived', () => {
    const day = 24 * 3600;
    for (const status of ['pending', 'in_transit']) {
      const open = { payouts: [payout({ status })] };
      expect(named(open)).toEqual([]);
      expect(judge(subject(open), LATER).lookAgainAtMs).toBe(ms(20 + day + 15));
      expect(named(open, known(20 + day + 36))).toEqual(['missing_payout payout_not_banked 2440']);
    }
  });
});

describe('what resolutions have done', () => {
  const twice = {
    ...whole,
    provider: [
      charge(),
      charge({ id: 'txn_9', source: 'ch_9', providerReference: 'pi_9', fee: eur(0) }),
      refunded(2500, { providerReference: 'pi_9', attemptId: ATTEMPT }),
    ],
  };

  it('a duplicate that a resolution gave back is explained, and so is its refund', () => {
    const judgement = judge(subject({ ...twice, refundsOfOurs: new Set(['re_1']) }), LATER);
    expect(judgement.findings).toEqual([]);
    expect(judgement.matched).toEqual(['txn_1', 'txn_9', 'txn_2']);
  });

  it('a refund that is under way is nobody’s surprise', () => {
    expect(named({ ...twice, refundUnderWay: true })).toEqual(['duplicate_charge charged_again 2500']);
  });

  it('what was booked beside captures and refunds is no fault of the books', () => {
    const booked = { ...whole, payments: [payment({ ledger: eur(2400) })] };
    expect(named({ ...booked, adjusted: new Map([[ATTEMPT, -100]]) })).toEqual([]);
    expect(named({ ...booked, adjusted: new Map([[ATTEMPT, -99]]) })).toEqual(['ledger ledger_differs 100']);
  });
});
