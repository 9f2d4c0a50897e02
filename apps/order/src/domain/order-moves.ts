import type { OrderEventType, OrderState } from './order.js';

/** The state machine as data: [from, event, to]. What is not here is refused. */
export const ORDER_MOVES: readonly (readonly [OrderState, OrderEventType, OrderState])[] = [
  ['pending', 'stock_reserved', 'reserved'],
  ['pending', 'stock_refused', 'rejected'],
  ['pending', 'cancelled', 'cancelled'],

  ['reserved', 'payment_authorized', 'authorized'],
  ['reserved', 'payment_declined', 'declined'],
  ['reserved', 'action_required', 'requires_action'],
  ['reserved', 'outcome_unknown', 'unknown'],
  ['reserved', 'provider_unavailable', 'payment_deferred'],
  ['reserved', 'cancelled', 'cancelled'],

  ['requires_action', 'payment_authorized', 'authorized'],
  ['requires_action', 'payment_declined', 'declined'],
  ['requires_action', 'cancelled', 'cancelled'],

  ['unknown', 'payment_authorized', 'authorized'],
  ['unknown', 'payment_declined', 'declined'],
  ['unknown', 'action_required', 'requires_action'],
  ['unknown', 'provider_unavailable', 'payment_deferred'],

  ['payment_deferred', 'payment_authorized', 'authorized'],
  ['payment_deferred', 'payment_declined', 'declined'],
  ['payment_deferred', 'action_required', 'requires_action'],
  ['payment_deferred', 'outcome_unknown', 'unknown'],
  ['payment_deferred', 'cancelled', 'cancelled'],

  ['authorized', 'hold_confirmed', 'confirmed'],
  ['authorized', 'hold_lost', 'rejected'],

  ['confirmed', 'payment_captured', 'paid'],
  ['confirmed', 'capture_failed', 'rejected'],

  ['paid', 'fulfilled', 'fulfilled'],
  ['paid', 'refunded', 'refunded'],
  ['fulfilled', 'refunded', 'refunded'],
];

/** What each state means to a customer; `final` states never change by themselves. */
export const ORDER_STATES: Readonly<Record<OrderState, { readonly final: boolean; readonly meaning: string }>> = {
  pending: { final: false, meaning: 'Recorded; stock is being reserved.' },
  reserved: { final: false, meaning: 'Stock is held; payment is being asked for.' },
  requires_action: { final: false, meaning: 'The bank asks the customer to confirm the payment.' },
  unknown: { final: false, meaning: 'The payment provider did not answer clearly; we are finding out.' },
  payment_deferred: { final: false, meaning: 'Recorded; it will be charged when the payment provider is back.' },
  authorized: { final: false, meaning: 'The money is promised; the reservation is being confirmed.' },
  confirmed: { final: false, meaning: 'The reservation is confirmed; the money is being collected.' },
  paid: { final: true, meaning: 'Paid; it is being packed.' },
  fulfilled: { final: true, meaning: 'On its way.' },
  declined: { final: true, meaning: 'The payment was declined; nothing was charged.' },
  rejected: { final: true, meaning: 'It could not be fulfilled; nothing was charged.' },
  cancelled: { final: true, meaning: 'Cancelled; nothing was charged.' },
  refunded: { final: true, meaning: 'The money was given back.' },
};
