import type { Decide, Decision } from '@breakwater/kernel';
import { assertMove, unexpectedState } from './intent-moves.js';
import type {
  Authenticate,
  Cancel,
  Capture,
  Confirm,
  IntentEffect,
  IntentEvent,
  LastError,
  PaymentIntent,
} from './payment-intent.js';
import { invalidRequest } from './stripe-fault.js';
import type { CardBehaviour, Decline } from './test-cards.js';

type IntentDecision = Decision<PaymentIntent, IntentEffect>;

/** The whole life of a payment at the provider. A refusal is thrown and changes nothing; a decline is a state. */
export const decidePaymentIntent: Decide<PaymentIntent, IntentEvent, IntentEffect> = (intent, event) => {
  assertMove(intent, event.type);
  switch (event.type) {
    case 'confirm':
      return confirm(intent, event);
    case 'authenticate':
      return event.approved ? settle(intent, event, true) : failAuthentication(intent);
    case 'capture':
      return capture(intent, event);
    case 'cancel':
      return cancel(intent, event);
  }
};

function confirm(intent: PaymentIntent, event: Confirm): IntentDecision {
  const paymentMethod = event.paymentMethod ?? intent.paymentMethod;
  if (paymentMethod === null) {
    throw unexpectedState(
      intent,
      "You cannot confirm this PaymentIntent because it's missing a payment method. Update the PaymentIntent with a payment method and confirm it again, or confirm it with a payment method.",
    );
  }
  const ready = { ...intent, paymentMethod };
  if (!asksForProof(event)) return settle(ready, event, false);
  if (event.offSession || event.errorOnRequiresAction) return refuseUnproved(ready, paymentMethod, event.chargeId);
  return {
    state: {
      ...ready,
      status: 'requires_action',
      action: { id: event.actionId, returnUrl: event.returnUrl },
      lastError: null,
    },
    effects: [{ type: 'announce', event: 'payment_intent.requires_action' }],
  };
}

function asksForProof({ card, offSession }: Confirm): boolean {
  return card.authentication === 'always' || (card.authentication === 'on_session' && !offSession);
}

/** The bank answers: money is held or taken, or the card is declined. */
function settle(intent: PaymentIntent, event: Confirm | Authenticate, authenticated: boolean): IntentDecision {
  const paymentMethod = intent.paymentMethod ?? '';
  const { decline }: CardBehaviour = event.card;
  if (decline !== null) return declined(intent, paymentMethod, event.chargeId, decline, authenticated);
  const held = intent.captureMethod === 'manual';
  const charge = {
    type: 'charge',
    id: event.chargeId,
    paymentMethod,
    captured: false,
    decline: null,
    authenticated,
  } as const;
  const state: PaymentIntent = {
    ...intent,
    status: held ? 'requires_capture' : 'succeeded',
    amountCapturable: held ? intent.amount : 0,
    amountReceived: held ? 0 : intent.amount,
    latestCharge: event.chargeId,
    authorizedAt: event.at,
    action: null,
    lastError: null,
  };
  return held
    ? { state, effects: [charge, { type: 'announce', event: 'payment_intent.amount_capturable_updated' }] }
    : {
        state,
        effects: [
          { ...charge, captured: true },
          { type: 'announce', event: 'payment_intent.succeeded' },
        ],
      };
}

function declined(
  intent: PaymentIntent,
  paymentMethod: string,
  chargeId: string,
  decline: Decline,
  authenticated: boolean,
): IntentDecision {
  const lastError: LastError = { type: 'card_error', ...decline, charge: chargeId, paymentMethod };
  return {
    state: { ...backToStart(intent, lastError), latestCharge: chargeId },
    effects: [
      { type: 'charge', id: chargeId, paymentMethod, captured: false, decline, authenticated },
      { type: 'announce', event: 'payment_intent.payment_failed' },
    ],
  };
}

const unproved: Decline = {
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

function refuseUnproved(intent: PaymentIntent, paymentMethod: string, chargeId: string): IntentDecision {
  return declined(intent, paymentMethod, chargeId, unproved, false);
}

function failAuthentication(intent: PaymentIntent): IntentDecision {
  const lastError: LastError = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    declineCode: null,
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
    charge: null,
    paymentMethod: intent.paymentMethod ?? '',
  };
  return {
    state: backToStart(intent, lastError),
    effects: [{ type: 'announce', event: 'payment_intent.payment_failed' }],
  };
}

function backToStart(intent: PaymentIntent, lastError: LastError): PaymentIntent {
  return { ...intent, status: 'requires_payment_method', paymentMethod: null, action: null, lastError };
}

function capture(intent: PaymentIntent, event: Capture): IntentDecision {
  const amount = event.amount ?? intent.amountCapturable;
  if (amount > intent.amountCapturable) {
    throw invalidRequest(
      `The amount_to_capture (${amount}) is greater than the amount that can be captured (${intent.amountCapturable}).`,
      { code: 'amount_too_large', param: 'amount_to_capture', paymentIntent: intent.id },
    );
  }
  return {
    state: { ...intent, status: 'succeeded', amountCapturable: 0, amountReceived: amount },
    effects: [
      { type: 'capture', charge: intent.latestCharge ?? '', amount },
      { type: 'announce', event: 'payment_intent.succeeded' },
    ],
  };
}

function cancel(intent: PaymentIntent, event: Cancel): IntentDecision {
  const release: IntentEffect[] =
    intent.status === 'requires_capture' ? [{ type: 'release', charge: intent.latestCharge ?? '' }] : [];
  return {
    state: {
      ...intent,
      status: 'canceled',
      amountCapturable: 0,
      action: null,
      canceledAt: event.at,
      cancellationReason: event.reason,
    },
    effects: [...release, { type: 'announce', event: 'payment_intent.canceled' }],
  };
}
