import { type Decision, Fault } from '@breakwater/kernel';
import type { Attempt, AttemptEffect, AttemptEvent, AttemptState, KeyWindow, ProviderStep } from './attempt.js';
import { ATTEMPT_MOVES } from './attempt-moves.js';

/**
 * The rules of a payment attempt. Throws `payment.attempt.illegal_move` for a move that is not in the table and
 * `payment.refund.exceeds_capture` for a refund of more than is left.
 */
export function decideAttempt(attempt: Attempt, event: AttemptEvent): Decision<Attempt, AttemptEffect> {
  const to = ATTEMPT_MOVES[event.type][attempt.state];
  if (to === undefined) throw illegal(attempt.state, event.type);
  switch (event.type) {
    case 'authorize':
      return { state: attempt, effects: stepsToAuthorize(attempt, event.keyWindow) };
    case 'look':
      return { state: attempt, effects: stepsToLook(attempt, event.keyWindow, event.told) };
    case 'capture':
      return { state: attempt, effects: attempt.state === 'authorized' ? ['capture'] : [] };
    case 'void':
      return decideVoid(attempt);
    case 'refund':
      return decideRefund(attempt, event.amountMinor, event.pendingMinor);
    case 'intent_stored':
      if (attempt.reference !== null && attempt.reference !== event.reference) throw illegal(attempt.state, event.type);
      return enter(attempt, { ...attempt, state: to, reference: event.reference }, ['confirm']);
    case 'unconfirmed':
      return enter(attempt, { ...attempt, state: to }, afterUnconfirmed(event.confirmNext, event.keyWindow));
    case 'action_required':
      return enter(attempt, { ...attempt, state: to, nextActionUrl: event.url });
    case 'declined':
      if (attempt.state === 'declined') return stay(attempt);
      return enter(attempt, { ...attempt, state: to, decline: event.decline, nextActionUrl: null });
    case 'captured':
      if (attempt.state === to) return stay(attempt);
      return enter(attempt, settled(attempt, to, event.amountMinor), ['post_capture']);
    case 'refunded':
      return addRefund(attempt, event.amountMinor);
    case 'refund_returned':
      return takeOffRefund(attempt, to, event.amountMinor);
    case 'authorized':
    case 'canceled':
      return enter(attempt, { ...attempt, state: to, nextActionUrl: null });
    case 'absent':
      if (attempt.reference !== null) throw illegal(attempt.state, event.type);
      return enter(attempt, { ...attempt, state: to });
    case 'unclear':
      return enter(attempt, { ...attempt, state: to });
  }
}

const NOT_STEPS: readonly AttemptEffect[] = ['publish', 'post_capture', 'post_refund'];

/** What to ask the provider next, if a decision wants anything of it. */
export function providerStep(effects: readonly AttemptEffect[]): ProviderStep | undefined {
  return effects.find((effect): effect is ProviderStep => !NOT_STEPS.includes(effect));
}

const stay = (attempt: Attempt): Decision<Attempt, AttemptEffect> => ({ state: attempt, effects: [] });

function enter(from: Attempt, to: Attempt, effects: AttemptEffect[] = []): Decision<Attempt, AttemptEffect> {
  const news = from.state !== to.state || from.nextActionUrl !== to.nextActionUrl;
  if (!news && from.reference === to.reference) return { state: from, effects };
  return { state: to, effects: news ? [...effects, 'publish'] : effects };
}

function settled(attempt: Attempt, state: AttemptState, capturedMinor: number): Attempt {
  return { ...attempt, state, capturedMinor, nextActionUrl: null };
}

/** Within the key window a create or confirm may be repeated with its key; after it the provider is only asked. */
function stepsToAuthorize(attempt: Attempt, window: KeyWindow): ProviderStep[] {
  const { state, reference } = attempt;
  if (state !== 'created' && state !== 'unknown') return [];
  if (reference === null) return window === 'open' ? ['create'] : ['find'];
  return state === 'created' && window === 'open' ? ['confirm'] : ['retrieve'];
}

function stepsToLook(attempt: Attempt, window: KeyWindow, told: boolean): ProviderStep[] {
  const { state, reference } = attempt;
  const unsettled = state === 'created' || state === 'unknown' || state === 'requires_action';
  if (reference === null) return unsettled && window === 'closed' ? ['find'] : [];
  const paid = state === 'captured' || state === 'refunded';
  return unsettled || (told && !paid) ? ['retrieve'] : [];
}

/** An intent that can be confirmed no more is cancelled at the provider, so that a new attempt may follow. */
function afterUnconfirmed(confirmNext: boolean, window: KeyWindow): ProviderStep[] {
  if (window === 'closed') return ['cancel'];
  return confirmNext ? ['confirm'] : [];
}

function decideVoid(attempt: Attempt): Decision<Attempt, AttemptEffect> {
  if (attempt.state === 'declined' || attempt.state === 'voided') return stay(attempt);
  // Never confirmed, so the provider holds nothing that it could give back.
  if (attempt.reference === null) return enter(attempt, { ...attempt, state: 'voided' });
  return { state: attempt, effects: ['cancel'] };
}

function decideRefund(attempt: Attempt, amountMinor: number, pendingMinor: number): Decision<Attempt, AttemptEffect> {
  const left = attempt.capturedMinor - attempt.refundedMinor - pendingMinor;
  if (amountMinor > left) {
    throw new Fault('unprocessable', 'payment.refund.exceeds_capture', `refund of ${amountMinor}, ${left} left`, {
      details: { leftMinor: left },
    });
  }
  return { state: attempt, effects: ['refund'] };
}

function addRefund(attempt: Attempt, amountMinor: number): Decision<Attempt, AttemptEffect> {
  const refundedMinor = attempt.refundedMinor + amountMinor;
  if (refundedMinor > attempt.capturedMinor) throw illegal(attempt.state, 'refunded');
  const state = refundedMinor === attempt.capturedMinor ? 'refunded' : attempt.state;
  return { state: { ...attempt, state, refundedMinor }, effects: ['post_refund', 'publish'] };
}

function takeOffRefund(attempt: Attempt, to: AttemptState, amountMinor: number): Decision<Attempt, AttemptEffect> {
  const refundedMinor = attempt.refundedMinor - amountMinor;
  if (refundedMinor < 0) throw illegal(attempt.state, 'refund_returned');
  return { state: { ...attempt, state: to, refundedMinor }, effects: ['publish'] };
}

function illegal(state: AttemptState, event: string): Fault {
  return new Fault(
    'conflict',
    'payment.attempt.illegal_move',
    `${event} does not apply to an attempt that is ${state}`,
    {
      details: { state, event },
    },
  );
}
