import type { Order, OrderEvent, Step } from './order-model.js';
import { refundSteps } from './refunds.js';

/** One attempt at a time: the former one must have ended at the provider. */
const PAY_ANEW: readonly Step[] = ['void_payment', 'switch_attempt', 'authorize_payment'];

/** The attempt may still come to something by itself, or by what the customer does at the bank. */
const LIVES_ON: readonly OrderEvent['type'][] = ['action_required', 'former_payment_open'];

/** What an order owes other services once this event has brought it where it is. */
export function stepsOn(order: Order, event: OrderEvent): readonly Step[] {
  switch (order.state) {
    case 'pending':
      return ['reserve_stock'];
    case 'reserved':
      return event.type === 'payment_resubmitted' ? PAY_ANEW : ['authorize_payment'];
    case 'payment_deferred':
      return ['extend_hold', ...(order.nextPayment === null ? (['authorize_payment'] as const) : PAY_ANEW)];
    case 'unknown':
      return ['extend_hold', 'resolve_payment'];
    case 'payment_due':
      return ['extend_hold', LIVES_ON.includes(event.type) ? 'resolve_payment' : 'await_payment'];
    case 'requires_action':
      return ['resolve_payment'];
    case 'authorized':
      return ['confirm_hold'];
    case 'confirmed':
      return ['capture_payment'];
    case 'declined':
    case 'rejected':
    case 'cancelled':
      return stepsAtTheEnd(order, event);
    case 'paid':
    case 'fulfilled':
    case 'refunded':
      return refundSteps(order.refunds);
  }
}

function stepsAtTheEnd(order: Order, event: OrderEvent): readonly Step[] {
  switch (event.type) {
    case 'stock_refused':
      return [];
    case 'payment_declined':
      return ['release_stock'];
    case 'charge_found':
    case 'refund_requested':
    case 'refund_handed_over':
    case 'refund_settled':
    case 'refund_failed':
      return [...order.steps.filter((step) => step === 'release_stock'), ...refundSteps(order.refunds)];
    case 'cancelled':
      // The order that takes its place wants the same things, and payment may be slow.
      return event.by === 'superseded' ? ['release_stock', 'void_payment'] : ['void_payment', 'release_stock'];
    default:
      return ['void_payment', 'release_stock'];
  }
}
