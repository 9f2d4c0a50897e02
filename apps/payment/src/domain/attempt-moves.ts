import type { AttemptEvent, AttemptState } from './attempt.js';

type Moves = Partial<Record<AttemptState, AttemptState>>;

const UNSETTLED = { created: 'created', unknown: 'unknown', requires_action: 'requires_action' } as const;
const EVERY = {
  ...UNSETTLED,
  authorized: 'authorized',
  declined: 'declined',
  captured: 'captured',
  voided: 'voided',
  refunded: 'refunded',
} as const;

function allTo(state: AttemptState): Moves {
  return { created: state, unknown: state, requires_action: state };
}

/** The state machine as data: what an event makes of a state. What is missing here is illegal. */
export const ATTEMPT_MOVES: Readonly<Record<AttemptEvent['type'], Moves>> = {
  authorize: EVERY,
  look: EVERY,
  capture: { authorized: 'authorized', captured: 'captured', refunded: 'refunded' },
  void: { ...UNSETTLED, authorized: 'authorized', declined: 'declined', voided: 'voided' },
  refund: { captured: 'captured', refunded: 'refunded' },

  intent_stored: { created: 'created', unknown: 'created' },
  unconfirmed: { created: 'created', unknown: 'created' },
  action_required: allTo('requires_action'),
  authorized: { ...allTo('authorized'), authorized: 'authorized' },
  declined: { ...allTo('declined'), authorized: 'declined', declined: 'declined' },
  captured: { ...allTo('captured'), authorized: 'captured', captured: 'captured', refunded: 'refunded' },
  canceled: { ...allTo('voided'), authorized: 'voided', declined: 'declined', voided: 'voided' },
  refunded: { captured: 'captured' },
  refund_returned: { captured: 'captured', refunded: 'captured' },
  unclear: { ...EVERY, created: 'unknown' },
  absent: { created: 'voided', unknown: 'voided' },
};
