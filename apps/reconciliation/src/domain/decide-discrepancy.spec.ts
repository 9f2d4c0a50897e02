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
const gone = (nowMs: number): Event => ({ type: 'gone', nowMs, became: null });
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
  action: 'accept' | 'adopt' | 'requery' | 'refund_duplicate',
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
    const { state, log } = play(seen(0), due(0), acted(10), gone(20), gone(21), seen(30));
    expect(log).toEqual(['named', 'acted', 'resolved', 'reopened']);
    expect(state).toMatchObject({ state: 'waiting', round: 1, done: [{ action: 'adopt', amount: eur(2500) }] });
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
