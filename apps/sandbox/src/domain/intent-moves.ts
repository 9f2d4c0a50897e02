import type { IntentEvent, IntentStatus, PaymentIntent } from './payment-intent.js';
import { invalidRequest } from './stripe-fault.js';

/** Which event is accepted in which status; everything else is payment_intent_unexpected_state. */
export const moves: Readonly<Record<IntentEvent['type'], readonly IntentStatus[]>> = {
  confirm: ['requires_payment_method', 'requires_confirmation', 'requires_action'],
  authenticate: ['requires_action'],
  capture: ['requires_capture'],
  cancel: ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'],
};

const participle: Readonly<Record<IntentEvent['type'], string>> = {
  confirm: 'confirmed',
  authenticate: 'authenticated',
  capture: 'captured',
  cancel: 'canceled',
};

/** Throws the provider's refusal unless the event fits the status. */
export function assertMove(intent: PaymentIntent, event: IntentEvent['type']): void {
  if (intent.processing === true) throw unexpectedState(intent, `This PaymentIntent is being processed.`);
  if (moves[event].includes(intent.status)) return;
  throw unexpectedState(intent, explain(intent, event));
}

export function unexpectedState(intent: PaymentIntent, message: string): Error {
  return invalidRequest(message, { code: 'payment_intent_unexpected_state', paymentIntent: intent.id });
}

function explain(intent: PaymentIntent, event: IntentEvent['type']): string {
  if (event === 'confirm' && intent.status === 'succeeded') {
    return 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.';
  }
  if (event === 'capture' && intent.status === 'succeeded') {
    return 'This PaymentIntent could not be captured because it has already been captured.';
  }
  const start = `This PaymentIntent could not be ${participle[event]} because it has a status of ${intent.status}.`;
  return `${start} Only a PaymentIntent with one of the following statuses may be ${participle[event]}: ${moves[event].join(', ')}.`;
}
