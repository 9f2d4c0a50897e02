import { Fault } from '@breakwater/kernel';
import {
  BY_RULE,
  type Discrepancy,
  type Effect,
  type Event,
  type Intent,
  type Resolution,
  type WorkerEvent,
} from './discrepancy.js';
import {
  byRule,
  closed,
  type Decided,
  isBooked,
  isExplained,
  isOver,
  log,
  over,
  pauseMs,
  stay,
} from './discrepancy-ends.js';
import { BOOKS, ONCE, ruleOf } from './rules.js';
import type { Act, DecisionAction } from './terms.js';

export interface Pace {
  /** An act whose worker has not come back for so long is taken up again. */
  readonly leaseMs: number;
  /** So long the sources get to show what an act has done. */
  readonly verifyMs: number;
}
export const PACE: Pace = { leaseMs: 30_000, verifyMs: 15_000 };
/** So often an act that changes nothing is tried before a person is asked. */
const MOST_TRIES = 4;

/** How a discrepancy goes on. `null`: it was never seen before. Pure; throws `reconciliation.decision.*` for a person's decision. */
export function decide(state: Discrepancy | null, event: Event, pace: Pace = PACE): Decided {
  if (state === null) {
    if (event.type !== 'seen') throw new Fault('internal', 'reconciliation.discrepancy.unknown', event.type);
    return named(event, null);
  }
  switch (event.type) {
    case 'seen':
      return seen(state, event);
    case 'gone':
      return gone(state, event);
    case 'due':
      return due(state, event.nowMs, pace);
    case 'decided':
      return decided(state, event, pace);
    default:
      return told(state, event, pace);
  }
}

/** What a worker says of an act that has been ended, or of a former one, comes too late. */
function told(state: Discrepancy, event: WorkerEvent, pace: Pace): Decided {
  const { pending } = state;
  if (pending === null || pending.round !== event.round) return stay(state);
  switch (event.type) {
    case 'renewed':
      return stay({ ...state, nextTryAtMs: event.nowMs + pace.leaseMs });
    case 'confirmed':
      return begin(state, sentAs(pending, event.target), event.nowMs + pace.leaseMs, []);
    case 'withdrawn':
      return withdrawn(state, pending, event.nowMs);
    case 'acted':
      return acted(state, pending, event, pace);
    case 'failed':
      return failed(state, pending, event);
  }
}

/** What a person may decide about it now. */
export function permittedActions(state: Discrepancy, direction: 'in' | 'out'): readonly DecisionAction[] {
  if (isOver(state) || state.pending !== null || state.acted !== null) return [];
  // What is not there cannot be adopted, and what is there is not written off.
  const wrong = direction === 'in' ? 'write_off' : undefined;
  return ruleOf(state.situation).person.filter((action) => action !== wrong);
}

function named({ situation, amount, nowMs }: Extract<Event, { type: 'seen' }>, former: Discrepancy | null): Decided {
  const done = former?.done ?? [];
  const { automatic } = ruleOf(situation);
  // What has booked or moved money once and did not end it is not done again without a person.
  const byItself = automatic !== null && !(done.length > 0 && ONCE.has(automatic));
  const state: Discrepancy = {
    state: byItself ? 'open' : 'waiting',
    situation,
    amount,
    round: former?.round ?? 0,
    tries: 0,
    lastError: null,
    // What is only late needs nobody: the sources are being read anyway.
    nextTryAtMs: byItself && automatic !== 'age_out' ? nowMs : null,
    pending: null,
    acted: null,
    done,
    explained: null,
    resolution: null,
  };
  return { state, effects: [log(former === null ? 'named' : 'reopened', null, { situation, amount })] };
}

function seen(state: Discrepancy, event: Extract<Event, { type: 'seen' }>): Decided {
  const { amount, nowMs } = event;
  if (isOver(state)) {
    if (isExplained(state, amount)) return stay(state);
    return state.explained !== null && isBooked(state) ? takeBack(state, nowMs) : named(event, state);
  }
  const current = { ...state, amount };
  const { acted: done } = state;
  if (done === null || nowMs < done.verifyAtMs) return stay(current);
  if (isExplained(current, amount)) return over(current, done);
  return notVerified(current, done, nowMs);
}

/** Done, and the sources still differ: what books or moves money is never done twice for that reason. */
function notVerified(state: Discrepancy, done: Resolution, nowMs: number): Decided {
  const tries = state.tries + 1;
  const again = done.by === BY_RULE && !ONCE.has(done.action) && tries < MOST_TRIES;
  const next: Discrepancy = {
    ...state,
    state: again ? 'open' : 'waiting',
    tries,
    acted: null,
    nextTryAtMs: again ? nowMs + pauseMs(tries) : null,
  };
  return { state: next, effects: [log('not_verified', done.action, { amount: state.amount, tries }, done)] };
}

function gone(state: Discrepancy, { nowMs, became, kept = false }: Extract<Event, { type: 'gone' }>): Decided {
  const { acted: done, pending } = state;
  const left = isBooked(state) && state.explained !== null && !kept;
  if (isOver(state)) {
    if (left) return takeBack(state, nowMs);
    return stay(state.explained === null ? state : { ...state, explained: null });
  }
  if (state.situation === 'on_its_way') {
    const resolution = byRule('age_out', nowMs, became === null ? {} : { became });
    return { state: closed(state, 'aged_out', resolution), effects: [log('aged_out', 'age_out', resolution.result)] };
  }
  if (done !== null) return left ? takeBack(over(state, done).state, nowMs) : over(state, done);
  if (pending?.action === 'take_back') return stay(state);
  // Sent, perhaps done, and its worker has not said so: whoever takes it up again learns the answer under the same id.
  if (pending !== null && ONCE.has(pending.action) && pending.sent) return stay(state);
  return over(state, byRule('disappeared', nowMs, {}));
}

/** What it was booked for is not so any more: the books would be wrong for ever. */
function takeBack(state: Discrepancy, nowMs: number): Decided {
  const { explained, amount } = state;
  const round = state.round + 1;
  const intent: Intent = {
    action: 'take_back',
    by: BY_RULE,
    note: null,
    round,
    amount: explained ?? amount,
    sent: false,
  };
  const next = {
    ...state,
    state: 'open',
    round,
    tries: 0,
    lastError: null,
    nextTryAtMs: nowMs,
    pending: intent,
  } as const;
  return { state: next, effects: [log('reopened', 'take_back', { amount: intent.amount })] };
}

function due(state: Discrepancy, nowMs: number, pace: Pace): Decided {
  if (isOver(state) || state.nextTryAtMs === null || nowMs < state.nextTryAtMs) return stay(state);
  const { automatic } = ruleOf(state.situation);
  const action = automatic === 'age_out' ? null : automatic;
  const intent = state.pending ?? (action === null ? null : intentOf(state, action, BY_RULE, null));
  if (intent === null) return stay({ ...state, nextTryAtMs: null });
  return begin(state, intent, nowMs + pace.leaseMs, []);
}

/** Intent first, then the act: see `Intent`. */
function begin(state: Discrepancy, intent: Intent, nextTryAtMs: number, effects: readonly Effect[]): Decided {
  const next = {
    ...state,
    state: 'open',
    pending: intent,
    round: intent.round,
    nextTryAtMs,
  } as const;
  return { state: next, effects: [...effects, { type: 'act', intent }] };
}

/** It is still seen, but not as it was when the act was decided. A rule decides anew, a person is asked anew. */
function withdrawn(state: Discrepancy, intent: Intent, nowMs: number): Decided {
  if (intent.action === 'take_back') {
    const kept: Discrepancy = { ...state, state: 'resolved', pending: null, nextTryAtMs: null };
    return { state: kept, effects: [log('withdrawn', intent.action, { amount: intent.amount }, intent)] };
  }
  const byRule = intent.by === BY_RULE;
  const next: Discrepancy = {
    ...state,
    state: byRule ? 'open' : 'waiting',
    pending: null,
    nextTryAtMs: byRule ? nowMs : null,
  };
  return { state: next, effects: [log('withdrawn', intent.action, { amount: intent.amount }, intent)] };
}

function acted(
  state: Discrepancy,
  { action, by, note, amount, target }: Intent,
  { nowMs, result }: Extract<Event, { type: 'acted' }>,
  { verifyMs }: Pace,
): Decided {
  const done = { action, by, note, atMs: nowMs, result, verifyAtMs: nowMs + verifyMs };
  if (action === 'take_back') {
    const all = state.done.map((each) => (BOOKS.has(each.action) ? { ...each, takenBack: true } : each));
    const undone = { ...state, pending: null, acted: done, done: all, explained: null, resolution: null };
    return { state: { ...undone, lastError: null, nextTryAtMs: null }, effects: [log('acted', action, result, done)] };
  }
  // Booked under its id, though as something else: that explains nothing, and is not done again.
  const explained = BOOKS.has(action) && result['mismatch'] !== true ? amount : state.explained;
  const one = { action, amount, result, ...(target === undefined ? {} : { target }) };
  const all = ONCE.has(action) ? [...state.done, one] : state.done;
  const next = { ...state, pending: null, acted: done, done: all, explained, lastError: null, nextTryAtMs: null };
  return { state: next, effects: [log('acted', action, result, done)] };
}

function failed(state: Discrepancy, pending: Intent, event: Extract<Event, { type: 'failed' }>): Decided {
  const { nowMs, error, final } = event;
  const tries = state.tries + 1;
  // What has lost its reason cannot stay in the books, whoever refuses.
  const next: Discrepancy =
    final && pending.action !== 'take_back'
      ? { ...state, state: 'waiting', pending: null, tries, lastError: error, nextTryAtMs: null }
      : { ...state, tries, lastError: error, nextTryAtMs: nowMs + pauseMs(tries) };
  return { state: next, effects: [log('failed', pending.action, { error, final, tries }, pending)] };
}

function decided(state: Discrepancy, event: Extract<Event, { type: 'decided' }>, pace: Pace): Decided {
  const { action, by, note, nowMs } = event;
  const last = state.pending ?? state.acted ?? state.resolution;
  // Sent twice: it is decided.
  if (last !== null && last.action === action && last.by === by && last.note === note) return stay(state);
  if (state.pending !== null || state.acted !== null) {
    throw new Fault('conflict', 'reconciliation.decision.in_progress', `${last?.action ?? 'an act'} is under way`, {
      publicMessage: 'Something is being done about it just now; look again in a moment.',
      retryAfterSeconds: Math.ceil(pace.verifyMs / 1000),
    });
  }
  if (isOver(state) || !ruleOf(state.situation).person.includes(action)) {
    throw new Fault('conflict', 'reconciliation.decision.not_permitted', `${action} of ${state.situation}`, {
      publicMessage: 'That cannot be decided about this discrepancy as it stands.',
      details: { state: state.state, action },
    });
  }
  const entry = log('decided', action, { amount: state.amount }, { by, note });
  if (action !== 'accept')
    return begin({ ...state, tries: 0 }, intentOf(state, action, by, note), nowMs + pace.leaseMs, [entry]);
  const accepted = over({ ...state, explained: state.amount }, { action, by, note, atMs: nowMs, result: {} });
  return { state: accepted.state, effects: [entry, ...accepted.effects] };
}

function intentOf(state: Discrepancy, action: Act, by: string, note: string | null): Intent {
  const round = ONCE.has(action) || by !== BY_RULE ? state.round + 1 : state.round;
  return { action, by, note, round, amount: state.amount, sent: false };
}

function sentAs(intent: Intent, target: Intent['target']): Intent {
  return { ...intent, sent: true, ...(target === undefined ? {} : { target }) };
}
