import { describe, expect, it } from '@jest/globals';
import { decide, PACE, permittedActions } from './decide-discrepancy.js';
import type { Discrepancy, Effect, Event } from './discrepancy.js';
import { RULES, type Situation } from './rules.js';

const eur = (amountMinor: number) => ({ amountMinor, currency: 'EUR' });
const seen = (nowMs: number, situation: Situation = 'stray_charge', amount = eur(2500)): Event => ({
  type: 'seen',
  nowMs,
  situation,
  amount,
});
const gone = (nowMs: number, kept = false): Event => ({ type: 'gone', nowMs, became: null, kept });
const due = (nowMs: number): Event => ({ type: 'due', nowMs });
const confirmed = (nowMs: number, round = 1): Event => ({ type: 'confirmed', nowMs, round });
const withdrawn = (nowMs: number, round = 1): Event => ({ type: 'withdrawn', nowMs, round });
const acted = (nowMs: number, result = {}, round = 1): Event => ({ type: 'acted', nowMs, round, result });
const failed = (nowMs: number, final = false): Event => ({
  type: 'failed',
  nowMs,
  round: 1,
  error: 'provider.out',
  final,
});
const decided = (
  nowMs: number,
  action: 'accept' | 'adopt' | 'write_off' | 'requery' | 'refund_duplicate',
  note = 'seen it',
): Event => ({
  type: 'decided',
  nowMs,
  action,
  by: 'ann@example.com',
  note,
});

function play(...events: Event[]): { state: Discrepancy; effects: readonly Effect[]; log: string[] } {
  let state: Discrepancy | null = null;
  let effects: readonly Effect[] = [];
  const log: string[] = [];
  for (const event of events) {
    ({ state, effects } = decide(state, event));
    for (const effect of effects) if (effect.type === 'log') log.push(effect.event);
  }
  if (state === null) throw new Error('nothing happened');
  return { state, effects, log };
}

const acts = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'act' ? [effect.intent] : []));

describe('what a rule allows', () => {
  it('is decided before it is done, under the same round until its answer is known', () => {
    const { state, effects } = play(seen(0), due(0));
    const [first] = acts(effects);
    expect(first).toMatchObject({ action: 'adopt', by: 'rule', round: 1, amount: eur(2500) });
    expect(decide(state, due(PACE.leaseMs - 1)).effects).toEqual([]);
    expect(acts(decide(state, due(PACE.leaseMs)).effects)).toEqual([first]);
  });

  it('is over when the next look says so to the cent', () => {
    const done = [seen(0), due(0), acted(10, { id: 'a' })];
    expect(play(...done, seen(20)).state.state).toBe('open');
    const { state, log } = play(...done, seen(10 + PACE.verifyMs));
    expect(state).toMatchObject({
      state: 'resolved',
      resolution: { action: 'adopt', by: 'rule', result: { id: 'a' } },
    });
    expect(log).toEqual(['named', 'acted', 'resolved']);
  });

  it('is not done twice where it books or moves money: a cent more, and a person decides', () => {
    const { state, log } = play(seen(0), due(0), acted(10), seen(10 + PACE.verifyMs, 'stray_charge', eur(2501)));
    expect(state).toMatchObject({ state: 'waiting', nextTryAtMs: null });
    expect(log.at(-1)).toBe('not_verified');
    expect(permittedActions(state, 'in')).toEqual(['adopt', 'refund_duplicate', 'accept']);
  });

  it('is tried again with longer and longer pauses while the service does not answer, and never given up', () => {
    let { state } = play(seen(0), due(0));
    let now = 0;
    const pauses: number[] = [];
    for (let i = 0; i < 10; i++) {
      ({ state } = decide(state, failed(now)));
      pauses.push((state.nextTryAtMs ?? 0) - now);
      now = state.nextTryAtMs ?? 0;
      ({ state } = decide(state, due(now)));
    }
    expect(pauses.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000]);
    expect(pauses.at(-1)).toBe(60_000);
    expect(state).toMatchObject({ state: 'open', pending: { round: 1 }, lastError: 'provider.out' });
  });

  it('waits for a person when it is refused, or has changed nothing often enough', () => {
    expect(play(seen(0), due(0), failed(1, true)).state).toMatchObject({ state: 'waiting', pending: null });
    const situation = 'capture_not_there';
    let { state } = play(seen(0, situation));
    for (let now = 0; state.state === 'open'; now += 100_000) {
      for (const event of [due(now), acted(now + 1, {}, 0), seen(now + 50_000, situation)])
        ({ state } = decide(state, event));
    }
    expect(state).toMatchObject({ state: 'waiting', tries: 4 });
  });

  it('is nothing for what no rule knows: a person is waited for from the first sight', () => {
    for (const [situation, { automatic }] of Object.entries(RULES)) {
      const { state } = play(seen(0, situation as Situation));
      expect(state.state).toBe(automatic === null ? 'waiting' : 'open');
      const isDone = automatic !== null && automatic !== 'age_out';
      expect(acts(decide(state, due(0)).effects)).toHaveLength(isDone ? 1 : 0);
    }
  });
});

describe('the last look before an act is sent', () => {
  it('confirms it under the same round, and its worker has a whole lease from then on', () => {
    const { state, effects } = play(seen(0), due(0), confirmed(20_000));
    expect(acts(effects)).toEqual([expect.objectContaining({ action: 'adopt', round: 1, sent: true })]);
    expect(acts(decide(state, due(20_000 + PACE.leaseMs - 1)).effects)).toEqual([]);
    expect(acts(decide(state, due(20_000 + PACE.leaseMs)).effects)).toEqual(acts(effects));
  });

  it('drops what is not as it was: the rule decides anew under a new round, a person is asked anew', () => {
    const byRule = play(seen(0), due(0), seen(1, 'stray_charge', eur(2600)), withdrawn(2));
    expect(byRule.log).toEqual(['named', 'withdrawn']);
    expect(acts(decide(byRule.state, due(2)).effects)).toEqual([
      expect.objectContaining({ round: 2, amount: eur(2600), sent: false }),
    ]);
    const byPerson = play(seen(0, 'charge_differs', eur(100)), decided(1, 'adopt'), withdrawn(2));
    expect(byPerson.state).toMatchObject({ state: 'waiting', pending: null, nextTryAtMs: null });
    expect(permittedActions(byPerson.state, 'in')).toContain('adopt');
  });

  it('and what a worker says of it after that comes too late', () => {
    const again = play(seen(0), due(0), withdrawn(2), due(2)).state;
    for (const event of [confirmed(3), withdrawn(3), acted(3), failed(3)])
      expect(decide(again, event).state).toBe(again);
    expect(acts(decide(again, confirmed(3, 2)).effects)).toHaveLength(1);
  });

  it('keeps its lease for as long as its worker says that it is at it', () => {
    const { state } = play(seen(0), due(0), { type: 'renewed', nowMs: 20_000, round: 1 });
    expect(acts(decide(state, due(20_000 + PACE.leaseMs - 1)).effects)).toEqual([]);
    expect(acts(decide(state, due(20_000 + PACE.leaseMs)).effects)).toHaveLength(1);
  });
});

describe('a discrepancy that is not there any more', () => {
  it('is resolved by itself with a record, also while a person is waited for', () => {
    const { state, log } = play(seen(0, 'charge_differs'), gone(5));
    expect(state.resolution).toEqual({ action: 'disappeared', by: 'rule', note: null, atMs: 5, result: {} });
    expect(log).toEqual(['named', 'resolved']);
  });

  it('is resolved by what was done about it', () => {
    const { state } = play(seen(0, 'charged_not_captured'), due(0), acted(3, { attemptState: 'captured' }, 0), gone(5));
    expect(state.resolution).toMatchObject({ action: 'capture', by: 'rule', result: { attemptState: 'captured' } });
  });

  it('keeps its act until the answer is known when money may have moved without one', () => {
    const sent = [seen(0, 'second_attempt'), due(0), confirmed(1), gone(5)];
    const crashed = play(...sent).state;
    expect(crashed).toMatchObject({ state: 'open', pending: { action: 'refund_duplicate', sent: true } });
    expect(play(...sent, due(1 + PACE.leaseMs), acted(40_000), gone(40_001)).state).toMatchObject({
      state: 'resolved',
      resolution: { action: 'refund_duplicate' },
    });
  });

  it('drops the act that nobody has sent yet', () => {
    const { state, effects } = play(seen(0, 'second_attempt'), due(0), gone(5), confirmed(6));
    expect(state).toMatchObject({ state: 'resolved', pending: null, resolution: { action: 'disappeared' } });
    expect(acts(effects)).toEqual([]);
  });

  it('of timing ages out, and says what became of it', () => {
    const { state } = decide(play(seen(0, 'on_its_way')).state, { type: 'gone', nowMs: 9, became: 'stray_charge' });
    expect(state).toMatchObject({
      state: 'aged_out',
      resolution: { action: 'age_out', result: { became: 'stray_charge' } },
    });
  });

  it('is reopened in the same row when it is seen again, and what was booked before is not booked again by a rule', () => {
    const { state, log } = play(seen(0), due(0), acted(10), gone(20, true), gone(21, true), seen(30));
    expect(log).toEqual(['named', 'acted', 'resolved', 'reopened']);
    expect(state).toMatchObject({ state: 'waiting', round: 1, done: [{ action: 'adopt', amount: eur(2500) }] });
  });
});

describe('what was booked for a reason that is gone', () => {
  const bookings = [seen(0, 'capture_not_there'), decided(5, 'write_off'), acted(6, { ledgerTransactionId: 't' })];
  const booked = [...bookings, seen(6 + PACE.verifyMs, 'capture_not_there')];
  const back = [...booked, gone(30_000)];

  it('is taken back under a round of its own, once', () => {
    expect(play(...booked).state).toMatchObject({ state: 'resolved', explained: eur(2500) });
    const { state, log } = play(...back);
    expect(state).toMatchObject({ state: 'open', nextTryAtMs: 30_000, pending: { action: 'take_back', round: 2 } });
    expect(log.at(-1)).toBe('reopened');
    expect(acts(decide(state, due(30_000)).effects)).toEqual([
      expect.objectContaining({ action: 'take_back', round: 2, by: 'rule', sent: false }),
    ]);
    const done = play(...back, due(30_000), confirmed(30_001, 2), acted(30_002, {}, 2), gone(30_003));
    expect(done.state).toMatchObject({
      state: 'resolved',
      explained: null,
      resolution: { action: 'take_back', by: 'rule' },
      done: [{ action: 'write_off', takenBack: true }],
    });
    expect(decide(done.state, gone(30_004)).state).toBe(done.state);
    expect(decide(done.state, seen(30_005, 'capture_not_there')).state).toMatchObject({
      state: 'open',
      explained: null,
    });
  });

  it('also when it is gone before it was seen to have helped, or is another sum than was booked', () => {
    const pending = { action: 'take_back', amount: eur(2500) };
    expect(play(...bookings, gone(7)).state).toMatchObject({ state: 'open', pending });
    const other = play(...booked, seen(30_000, 'capture_not_there', eur(2000)));
    expect(other.state).toMatchObject({ state: 'open', pending });
    const after = [due(30_000), confirmed(30_001, 2), acted(30_002, {}, 2)].reduce(
      (state, event) => decide(state, event).state,
      other.state,
    );
    expect(decide(after, seen(30_002 + PACE.verifyMs, 'capture_not_there', eur(2000))).state).toMatchObject({
      state: 'waiting',
      amount: eur(2000),
    });
  });

  it('stays when the last look sees it again, and when it is payment that takes it back', () => {
    const { state } = play(...back, due(30_000), seen(30_001, 'capture_not_there'), withdrawn(30_001, 2));
    expect(state).toMatchObject({ state: 'resolved', explained: eur(2500), pending: null, nextTryAtMs: null });
    expect(play(...booked, gone(30_000, true)).state).toMatchObject({ state: 'resolved', explained: null });
  });

  it('waits for nobody: it is tried until it is done, whatever is said of it meanwhile', () => {
    const final = { ...failed(30_002, true), round: 2 } as Event;
    const { state } = play(...back, due(30_000), gone(30_001), confirmed(30_001, 2), final, gone(30_003));
    expect(state).toMatchObject({
      state: 'open',
      pending: { action: 'take_back', sent: true },
      lastError: 'provider.out',
    });
    expect(state.nextTryAtMs).not.toBeNull();
  });
});

describe('what is sent again', () => {
  it('is what was sent, whatever has been seen since', () => {
    const target = { attemptId: null, providerReference: 'ch_1', amount: eur(2500), direction: 'in' } as const;
    const sent = [seen(0), due(0), { ...confirmed(1), target } as Event, seen(2, 'stray_charge', eur(9900))];
    const [again] = acts(play(...sent, due(1 + PACE.leaseMs)).effects);
    expect(again).toMatchObject({ target, amount: eur(2500), round: 1 });
    expect(play(...sent, acted(3)).state.done).toMatchObject([{ action: 'adopt', target, amount: eur(2500) }]);
  });

  it('and was booked as something else explains nothing: a person looks', () => {
    const { state } = play(seen(0), due(0), confirmed(1), acted(2, { mismatch: true }), seen(2 + PACE.verifyMs));
    expect(state).toMatchObject({ state: 'waiting', explained: null, done: [{ action: 'adopt' }] });
  });
});

describe('a person', () => {
  const waiting = [seen(0, 'charge_differs', eur(100))];

  it('accepts: it is explained, and stays so while it is the same to the cent', () => {
    const { state, log } = play(...waiting, decided(5, 'accept'));
    expect(state).toMatchObject({
      state: 'resolved',
      resolution: { action: 'accept', by: 'ann@example.com', note: 'seen it' },
    });
    expect(log).toEqual(['named', 'decided', 'resolved']);
    expect(decide(state, seen(9, 'charge_differs', eur(100))).state.state).toBe('resolved');
    expect(decide(state, seen(9, 'charge_differs', eur(101))).state.state).toBe('waiting');
  });

  it('decides an act: recorded first, done under a round of its own', () => {
    const { state, effects, log } = play(...waiting, decided(5, 'adopt'));
    expect(log).toEqual(['named', 'decided']);
    expect(acts(effects)).toEqual([
      { action: 'adopt', by: 'ann@example.com', note: 'seen it', round: 1, amount: eur(100), sent: false },
    ]);
    expect(decide(state, decided(6, 'adopt')).effects).toEqual([]);
  });

  it('does not decide twice, nor while something is under way, nor what is not permitted', () => {
    const refuse = (code: string, ...events: Event[]) =>
      expect(() => play(...events)).toThrow(expect.objectContaining({ code }));
    refuse('reconciliation.decision.in_progress', ...waiting, decided(5, 'adopt'), decided(6, 'accept'));
    refuse('reconciliation.decision.not_permitted', ...waiting, decided(5, 'refund_duplicate'));
    refuse('reconciliation.decision.not_permitted', ...waiting, decided(5, 'accept'), decided(6, 'adopt'));
  });

  it('is offered what fits: nothing to write off where the provider holds more, nothing while a rule is at it', () => {
    const { state } = play(...waiting);
    expect(permittedActions(state, 'in')).toEqual(['adopt', 'accept']);
    expect(permittedActions(state, 'out')).toEqual(['adopt', 'write_off', 'accept']);
    expect(permittedActions(play(seen(0), due(0)).state, 'in')).toEqual([]);
    expect(permittedActions(play(...waiting, decided(5, 'accept')).state, 'in')).toEqual([]);
  });
});
