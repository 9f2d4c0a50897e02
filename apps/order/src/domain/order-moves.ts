import type { OrderEventType, OrderState } from './order-model.js';

/**
 * What moves an order: an event, told apart where the same news means something else. Late: the customer was told
 * that the payment comes later, so an answer of the bank finds nobody at the screen.
 */
export type MoveName = OrderEventType | 'late_decline' | 'late_action' | 'refunded';

/** The state machine as data: [from, move, to]. What is not here is refused. */
export const ORDER_MOVES: readonly (readonly [OrderState, MoveName, OrderState])[] = [
  ['pending', 'stock_reserved', 'reserved'],
  ['pending', 'stock_refused', 'rejected'],
  ['pending', 'cancelled', 'cancelled'],

  ['reserved', 'payment_authorized', 'authorized'],
  ['reserved', 'payment_declined', 'declined'],
  ['reserved', 'late_decline', 'payment_due'],
  ['reserved', 'action_required', 'requires_action'],
  ['reserved', 'late_action', 'payment_due'],
  ['reserved', 'outcome_unknown', 'unknown'],
  ['reserved', 'provider_unavailable', 'payment_deferred'],
  ['reserved', 'payment_method_missing', 'payment_due'],
  ['reserved', 'former_payment_open', 'payment_due'],
  ['reserved', 'hold_lost', 'rejected'],
  ['reserved', 'cancelled', 'cancelled'],

  ['requires_action', 'payment_authorized', 'authorized'],
  ['requires_action', 'payment_declined', 'declined'],
  ['requires_action', 'cancelled', 'cancelled'],

  ['unknown', 'payment_authorized', 'authorized'],
  ['unknown', 'late_decline', 'payment_due'],
  ['unknown', 'late_action', 'payment_due'],
  ['unknown', 'provider_unavailable', 'payment_deferred'],
  ['unknown', 'hold_lost', 'rejected'],
  ['unknown', 'cancelled', 'cancelled'],

  ['payment_deferred', 'payment_authorized', 'authorized'],
  ['payment_deferred', 'late_decline', 'payment_due'],
  ['payment_deferred', 'late_action', 'payment_due'],
  ['payment_deferred', 'payment_method_missing', 'payment_due'],
  ['payment_deferred', 'outcome_unknown', 'unknown'],
  ['payment_deferred', 'hold_lost', 'rejected'],
  ['payment_deferred', 'cancelled', 'cancelled'],

  ['payment_due', 'payment_authorized', 'authorized'],
  ['payment_due', 'payment_resubmitted', 'reserved'],
  ['payment_due', 'late_decline', 'payment_due'],
  ['payment_due', 'late_action', 'payment_due'],
  ['payment_due', 'hold_lost', 'rejected'],
  ['payment_due', 'cancelled', 'cancelled'],

  ['authorized', 'hold_confirmed', 'confirmed'],
  ['authorized', 'hold_lost', 'rejected'],

  ['confirmed', 'payment_captured', 'paid'],
  ['confirmed', 'capture_failed', 'rejected'],

  ['paid', 'fulfilled', 'fulfilled'],
  ['paid', 'refund_requested', 'paid'],
  ['paid', 'refund_handed_over', 'paid'],
  ['paid', 'refund_settled', 'paid'],
  ['paid', 'refund_failed', 'paid'],
  ['paid', 'stock_returned', 'paid'],
  ['paid', 'refunded', 'refunded'],

  ['fulfilled', 'refund_requested', 'fulfilled'],
  ['fulfilled', 'refund_handed_over', 'fulfilled'],
  ['fulfilled', 'refund_settled', 'fulfilled'],
  ['fulfilled', 'refund_failed', 'fulfilled'],
  ['fulfilled', 'stock_returned', 'fulfilled'],
  ['fulfilled', 'refunded', 'refunded'],

  ['refunded', 'stock_returned', 'refunded'],

  // It ended without a payment, and one turns up all the same.
  ...(['declined', 'rejected', 'cancelled'] as const).flatMap(
    (ended): (readonly [OrderState, MoveName, OrderState])[] => [
      [ended, 'charge_found', ended],
      [ended, 'refund_requested', ended],
      [ended, 'refund_handed_over', ended],
      [ended, 'refund_settled', ended],
      [ended, 'refund_failed', ended],
      [ended, 'refunded', 'refunded'],
    ],
  ),
];

/** What each state means to a customer; `final` states never change by themselves. */
export const ORDER_STATES: Readonly<Record<OrderState, { readonly final: boolean; readonly meaning: string }>> = {
  pending: { final: false, meaning: 'Recorded; stock is being reserved.' },
  reserved: { final: false, meaning: 'Stock is held; payment is being asked for.' },
  requires_action: { final: false, meaning: 'The bank asks the customer to confirm the payment.' },
  unknown: { final: false, meaning: 'The payment provider did not answer clearly; we are finding out.' },
  payment_deferred: { final: false, meaning: 'Recorded; it will be charged when the payment provider is back.' },
  payment_due: {
    final: false,
    meaning: 'The payment did not go through; the customer may pay in another way for a while.',
  },
  authorized: { final: false, meaning: 'The money is promised; the reservation is being confirmed.' },
  confirmed: { final: false, meaning: 'The reservation is confirmed; the money is being collected.' },
  paid: { final: true, meaning: 'Paid; it is being packed.' },
  fulfilled: { final: true, meaning: 'On its way.' },
  declined: { final: true, meaning: 'The payment was declined; nothing was charged.' },
  rejected: { final: true, meaning: 'It could not be fulfilled; nothing was charged.' },
  cancelled: { final: true, meaning: 'Cancelled; nothing was charged.' },
  refunded: { final: true, meaning: 'The money was given back.' },
};
