import { describe, expect, it } from '@jest/globals';
import { type Attempt, ATTEMPT_STATES, type AttemptEvent, type AttemptState } from './attempt.js';
import { decideAttempt } from './decide-attempt.js';

const decline = { code: 'insufficient_funds', message: 'There is not enough money on this card.' };

const EVENTS: Readonly<Record<AttemptEvent['type'], AttemptEvent>> = {
  authorize: { type: 'authorize', keyWindow: 'open' },
  look: { type: 'look', keyWindow: 'open', told: false },
  capture: { type: 'capture' },
  void: { type: 'void' },
  refund: { type: 'refund', amountMinor: 400, pendingMinor: 0 },
  intent_stored: { type: 'intent_stored', reference: 'pi_1' },
  unconfirmed: { type: 'unconfirmed', confirmNext: true, keyWindow: 'open' },
  action_required: { type: 'action_required', url: 'https://bank.example/3ds' },
  authorized: { type: 'authorized' },
  declined: { type: 'declined', decline },
  captured: { type: 'captured', amountMinor: 1000 },
  canceled: { type: 'canceled' },
  refunded: { type: 'refunded', amountMinor: 400 },
  refund_returned: { type: 'refund_returned', amountMinor: 400 },
  unclear: { type: 'unclear' },
  absent: { type: 'absent' },
};

/** state -> "effects" of each event; a state with an arrow is entered; '-' is illegal. Written out by hand, not derived. */
const TABLE: Readonly<Record<AttemptState, Readonly<Record<AttemptEvent['type'], string>>>> = {
  created: {
    authorize: 'confirm',
    look: 'retrieve',
    capture: '-',
    void: 'cancel',
    refund: '-',
    intent_stored: 'confirm',
    unconfirmed: 'confirm',
    action_required: '>requires_action publish',
    authorized: '>authorized publish',
    declined: '>declined publish',
    captured: '>captured post_capture,publish',
    canceled: '>voided publish',
    refunded: '-',
    refund_returned: '-',
    unclear: '>unknown publish',
    absent: '-',
  },
  unknown: {
    authorize: 'retrieve',
    look: 'retrieve',
    capture: '-',
    void: 'cancel',
    refund: '-',
    intent_stored: '>created confirm,publish',
    unconfirmed: '>created confirm,publish',
    action_required: '>requires_action publish',
    authorized: '>authorized publish',
    declined: '>declined publish',
    captured: '>captured post_capture,publish',
    canceled: '>voided publish',
    refunded: '-',
    refund_returned: '-',
    unclear: '',
    absent: '-',
  },
  requires_action: {
    authorize: '',
    look: 'retrieve',
    capture: '-',
    void: 'cancel',
    refund: '-',
    intent_stored: '-',
    unconfirmed: '-',
    action_required: '',
    authorized: '>authorized publish',
    declined: '>declined publish',
    captured: '>captured post_capture,publish',
    canceled: '>voided publish',
    refunded: '-',
    refund_returned: '-',
    unclear: '',
    absent: '-',
  },
  authorized: {
    authorize: '',
    look: '',
    capture: 'capture',
    void: 'cancel',
    refund: '-',
    intent_stored: '-',
    unconfirmed: '-',
    action_required: '-',
    authorized: '',
    declined: '>declined publish',
    captured: '>captured post_capture,publish',
    canceled: '>voided publish',
    refunded: '-',
    refund_returned: '-',
    unclear: '',
    absent: '-',
  },
  declined: {
    authorize: '',
    look: '',
    capture: '-',
    void: '',
    refund: '-',
    intent_stored: '-',
    unconfirmed: '-',
    action_required: '-',
    authorized: '-',
    declined: '',
    captured: '-',
    canceled: '',
    refunded: '-',
    refund_returned: '-',
    unclear: '',
    absent: '-',
  },
  captured: {
    authorize: '',
    look: '',
    capture: '',
    void: '-',
    refund: 'refund',
    intent_stored: '-',
    unconfirmed: '-',
    action_required: '-',
    authorized: '-',
    declined: '-',
    captured: '',
    canceled: '-',
    refunded: 'post_refund,publish',
    refund_returned: '-',
    unclear: '',
    absent: '-',
  },
  voided: {
    authorize: '',
    look: '',
    capture: '-',
    void: '',
    refund: '-',
    intent_stored: '-',
    unconfirmed: '-',
    action_required: '-',
    authorized: '-',
    declined: '-',
    captured: '-',
    canceled: '',
    refunded: '-',
    refund_returned: '-',
    unclear: '',
    absent: '-',
  },
  refunded: {
    authorize: '',
    look: '',
    capture: '',
    void: '-',
    refund: '-',
    intent_stored: '-',
    unconfirmed: '-',
    action_required: '-',
    authorized: '-',
    declined: '-',
    captured: '',
    canceled: '-',
    refunded: '-',
    refund_returned: '>captured publish',
    unclear: '',
    absent: '-',
  },
};

function attemptIn(state: AttemptState): Attempt {
  const money = state === 'captured' || state === 'refunded' ? 1000 : 0;
  return {
    state,
    reference: 'pi_1',
    decline: state === 'declined' ? decline : null,
    nextActionUrl: state === 'requires_action' ? 'https://bank.example/3ds' : null,
    capturedMinor: money,
    refundedMinor: state === 'refunded' ? 1000 : 0,
  };
}

function outcome(attempt: Attempt, event: AttemptEvent): string {
  try {
    const { state, effects } = decideAttempt(attempt, event);
    return `${state.state === attempt.state ? '' : `>${state.state} `}${effects.join(',')}`;
  } catch (error) {
    const { code } = error as { code: string };
    expect(['payment.attempt.illegal_move', 'payment.refund.exceeds_capture']).toContain(code);
    return '-';
  }
}

const refund = (amountMinor: number, pendingMinor: number): AttemptEvent => ({
  type: 'refund',
  amountMinor,
  pendingMinor,
});

describe('a payment attempt', () => {
  for (const state of ATTEMPT_STATES) {
    for (const type of Object.keys(EVENTS) as AttemptEvent['type'][]) {
      const expected = TABLE[state][type];
      it(`${state} + ${type}: ${expected === '-' ? 'is refused' : expected || 'stays as it is'}`, () => {
        expect(outcome(attemptIn(state), EVENTS[type])).toBe(expected);
      });
    }
  }

  const fresh: Attempt = { ...attemptIn('created'), reference: null };

  it('is created at the provider first, and confirmed only when the id is stored', () => {
    expect(decideAttempt(fresh, EVENTS.authorize).effects).toEqual(['create']);
    const { state, effects } = decideAttempt(fresh, { type: 'intent_stored', reference: 'pi_9' });
    expect(state.reference).toBe('pi_9');
    expect(effects).toEqual(['confirm']);
  });

  it('keeps its PaymentIntent: another one is refused', () => {
    expect(outcome(attemptIn('created'), { type: 'intent_stored', reference: 'pi_2' })).toBe('-');
  });

  it('is voided without asking the provider while nothing was confirmed', () => {
    expect(outcome(fresh, EVENTS.void)).toBe('>voided publish');
  });

  it('past the key window nothing is repeated: it is looked up, and what was never confirmed is cancelled', () => {
    expect(decideAttempt(fresh, { type: 'authorize', keyWindow: 'closed' }).effects).toEqual(['find']);
    expect(decideAttempt(fresh, { type: 'look', keyWindow: 'closed', told: false }).effects).toEqual(['find']);
    expect(outcome(fresh, EVENTS.absent)).toBe('>voided publish');
    const known = attemptIn('unknown');
    expect(decideAttempt(known, { type: 'authorize', keyWindow: 'closed' }).effects).toEqual(['retrieve']);
    const seen = { type: 'unconfirmed', confirmNext: true, keyWindow: 'closed' } as const;
    expect(decideAttempt(known, seen).effects).toEqual(['cancel', 'publish']);
  });

  it('a look never confirms', () => {
    const seen = { type: 'unconfirmed', confirmNext: false, keyWindow: 'open' } as const;
    expect(decideAttempt(attemptIn('unknown'), seen).effects).toEqual(['publish']);
  });

  it('is looked at when the provider says that something changed, unless it is paid', () => {
    const told = { type: 'look', keyWindow: 'open', told: true } as const;
    expect(decideAttempt(attemptIn('authorized'), told).effects).toEqual(['retrieve']);
    expect(decideAttempt(attemptIn('captured'), told).effects).toEqual([]);
  });

  it('is refunded in parts, never beyond what was captured, pending refunds counted', () => {
    const half = decideAttempt(attemptIn('captured'), { type: 'refunded', amountMinor: 600 }).state;
    expect(half).toMatchObject({ state: 'captured', refundedMinor: 600 });
    expect(outcome(half, refund(400, 0))).toBe('refund');
    expect(outcome(half, refund(401, 0))).toBe('-');
    expect(outcome(half, refund(400, 1))).toBe('-');
    expect(decideAttempt(half, { type: 'refunded', amountMinor: 400 }).state.state).toBe('refunded');
    expect(outcome(half, { type: 'refunded', amountMinor: 401 })).toBe('-');
  });

  it('holds the money of a refund that came back, which may be given back again', () => {
    const returned = { type: 'refund_returned', amountMinor: 400 } as const;
    const whole = decideAttempt(attemptIn('refunded'), returned).state;
    expect(whole).toMatchObject({ state: 'captured', refundedMinor: 600 });
    expect(decideAttempt(whole, { ...returned, amountMinor: 600 }).state.refundedMinor).toBe(0);
    expect(outcome(whole, { ...returned, amountMinor: 601 })).toBe('-');
    expect(outcome(whole, refund(400, 0))).toBe('refund');
  });
});
