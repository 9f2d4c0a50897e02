import type { FaultKind } from '@breakwater/kernel';
import type { Decline, Order, OrderEvent, Refund, Step } from './order-model.js';
import { refundToAskFor } from './refunds.js';

/**
 * null: the step is done and the order stays as it is. 'wait': nothing new, ask again later. 'no_time': it was not even asked,
 * and nobody is to blame for that; ask as soon as there is time.
 */
export type StepOutcome = OrderEvent | null | 'wait' | 'no_time';

/** What inventory's answer means to an order that asked for its things. */
export function newsOfReservation(state: 'held' | 'confirmed' | 'released' | 'expired'): StepOutcome {
  switch (state) {
    case 'held':
    case 'confirmed':
      return { type: 'stock_reserved' };
    case 'expired':
      // Between two calls, say: asked again it is held anew, or found to be short.
      return 'wait';
    case 'released':
      // Somebody has given it up for this order, and inventory holds nothing for it any more.
      return { type: 'stock_refused', shortages: [] };
  }
}

/** What payment says of an attempt. */
export interface SeenAttempt {
  readonly state:
    'created' | 'unknown' | 'requires_action' | 'authorized' | 'declined' | 'captured' | 'voided' | 'refunded';
  readonly providerReference: string | null;
  readonly decline: Decline | null;
  readonly nextActionUrl: string | null;
}

const CANCELLED: Decline = { code: 'cancelled', message: 'The payment was cancelled.' };

/** What the attempt's state means to an order that asked for it. `payUntil`: how long another card may be given from now on. */
export function newsOf(attempt: SeenAttempt, order: Order, payUntil: string): OrderEvent | 'wait' {
  const { state } = order;
  if (waitsForCustomer(order) && UNSAID.includes(attempt.state)) return 'wait';
  switch (attempt.state) {
    case 'authorized':
    case 'captured':
      return { type: 'payment_authorized' };
    case 'declined':
    case 'voided':
      return { type: 'payment_declined', decline: attempt.decline ?? CANCELLED, payUntil };
    case 'requires_action':
      return { type: 'action_required', url: attempt.nextActionUrl ?? '', payUntil };
    case 'unknown':
      // Nothing is confirmed before the provider's id is stored: without one nobody can have been charged.
      if (attempt.providerReference === null)
        return state === 'payment_deferred' ? 'wait' : { type: 'provider_unavailable' };
      return state === 'unknown' ? 'wait' : { type: 'outcome_unknown' };
    case 'created':
      // Another call is at it, or was when its process died: soon it is known, and the provider is in no trouble by that.
      if (attempt.providerReference === null) return 'wait';
      return state === 'unknown' ? 'wait' : { type: 'outcome_unknown' };
    case 'refunded':
      return state === 'unknown' ? 'wait' : { type: 'outcome_unknown' };
  }
}

/**
 * Nobody can have been charged by it, and the same attempt may be asked for once more: payment never heard of it (null, the call
 * was lost on the way there), or the provider knows of nothing to confirm.
 */
export function mayAskAnew(
  attempt: Pick<SeenAttempt, 'state' | 'providerReference'> | null,
  { state }: Pick<Order, 'state'>,
): boolean {
  // From anywhere else the customer has been asked for something, and may have chosen another card.
  if (state !== 'unknown') return false;
  if (attempt === null || attempt.state === 'created') return true;
  return attempt.state === 'unknown' && attempt.providerReference === null;
}

/**
 * What became of an attempt that was to end. One that is charged already pays for an order that still wants to be paid;
 * an order that has ended gives it back.
 */
export function newsAfterVoid(
  { state, amountMinor }: { readonly state: SeenAttempt['state']; readonly amountMinor: number },
  order: Order,
  refund: { readonly refundId: string; readonly at: string },
): StepOutcome {
  switch (state) {
    case 'voided':
    case 'declined':
    case 'refunded':
      return null;
    case 'captured':
      return order.nextPayment === null
        ? { type: 'charge_found', amountMinor, ...refund }
        : { type: 'payment_authorized' };
    default:
      return 'wait';
  }
}

/** Nothing is known of what the customer did. */
const UNSAID: readonly SeenAttempt['state'][] = ['created', 'unknown', 'refunded'];

/** How long another card waits for the end of the attempt before; mostly that takes a second. */
export const FORMER_OPEN_MS = 120_000;

const FORMER_OPEN: Decline = {
  code: 'former_payment_open',
  message:
    'Your former payment is still open at the bank, so your new card was not charged. Please try again in a few minutes.',
};

/** Instead of waiting on for an attempt that does not end; null when it is not time for that, or nobody waits. */
export function leaveFormerOpen({ state, nextPayment }: Order, reservedAtMs: number, nowMs: number): OrderEvent | null {
  const isTime = state === 'reserved' && nextPayment !== null && nowMs - reservedAtMs > FORMER_OPEN_MS;
  return isTime ? { type: 'former_payment_open', decline: FORMER_OPEN } : null;
}

function waitsForCustomer({ state }: Order): boolean {
  return state === 'requires_action' || state === 'payment_due';
}

/** The customer knows already that the bank wants something. */
export function wasAsked({ state, nextActionUrl }: Order): boolean {
  return state === 'requires_action' || (state === 'payment_due' && nextActionUrl !== null);
}

/** `untilMs`: how long a customer at the screen has; who was told later has until `payUntil`. */
export function waitForCustomer(order: Order, untilMs: number, nowMs: number): StepOutcome {
  if (!waitsForCustomer(order)) return 'wait';
  if (order.payUntil !== null) return waitForPayment(order, nowMs);
  return nowMs > untilMs ? { type: 'cancelled', by: 'window_over' } : 'wait';
}

/** Another card may be given until the window is over. */
export function waitForPayment({ payUntil }: Order, nowMs: number): StepOutcome {
  return payUntil !== null && nowMs > Date.parse(payUntil) ? { type: 'cancelled', by: 'window_over' } : 'wait';
}

export interface SeenFault {
  readonly kind: FaultKind;
  readonly code: string;
  readonly details?: unknown;
}

/** What a step's failure means to the order; 'passing' is trouble that may be gone at the next try. */
export function meaningOfFault(
  step: Step,
  { state, nextPayment, refunds }: Order,
  fault: SeenFault,
): StepOutcome | 'passing' {
  const { kind, code } = fault;
  if (lackedTime(fault)) return 'no_time';
  switch (step) {
    case 'authorize_payment':
      // Never sent, or sent and known to have changed nothing: the provider or our payment service is away.
      if (kind === 'unavailable') return state === 'payment_deferred' ? 'wait' : { type: 'provider_unavailable' };
      // Sent, and nobody knows what came of it. Never "declined".
      if (!UNCLEAR.includes(kind)) return 'passing';
      return state === 'unknown' ? 'wait' : { type: 'outcome_unknown' };
    case 'extend_hold':
    case 'confirm_hold':
      return kind === 'conflict' ? { type: 'hold_lost' } : 'passing';
    case 'capture_payment':
      // The authorisation is gone (expired, cancelled at the provider): nothing was taken.
      return code === 'payment.attempt.illegal_move' ? { type: 'capture_failed' } : 'passing';
    case 'void_payment':
      if (code === 'payment.attempt.not_found') return null;
      // The new card has to wait until the former attempt has ended.
      if (nextPayment === null || !(kind === 'unavailable' || UNCLEAR.includes(kind))) return 'passing';
      return state === 'payment_deferred' ? 'wait' : { type: 'provider_unavailable' };
    case 'refund_payment': {
      const asked = refundToAskFor(refunds);
      return asked === undefined ? 'passing' : meaningOfRefundFault(asked, fault);
    }
    case 'release_stock':
      return code === 'inventory.reservation.not_found' ? null : 'passing';
    default:
      return 'passing';
  }
}

/** What payment's answer means to the refund. */
export function newsOfRefund(
  { id: refundId, handedOver }: Pick<Refund, 'id' | 'handedOver'>,
  state: Refund['state'],
): OrderEvent | 'wait' {
  if (state === 'pending') return handedOver === true ? 'wait' : { type: 'refund_handed_over', refundId };
  return { type: state === 'succeeded' ? 'refund_settled' : 'refund_failed', refundId };
}

/** What the failure of that means. */
export function meaningOfRefundFault(
  asked: Pick<Refund, 'id' | 'handedOver'>,
  fault: SeenFault,
): OrderEvent | 'wait' | 'passing' {
  if (NOT_REFUNDABLE.includes(fault.code)) return newsOfRefund(asked, 'failed');
  return ON_RECORD.includes(fault.code) ? newsOfRefund(asked, 'pending') : 'passing';
}

/** Payment records a refund before it asks the provider, and goes on with it by itself. */
const ON_RECORD: readonly string[] = ['payment.provider.unavailable', 'payment.outcome.unknown'];

/** However often it is asked for: payment does not have that much of ours. */
const NOT_REFUNDABLE: readonly string[] = [
  'payment.attempt.not_found',
  'payment.attempt.illegal_move',
  'payment.refund.exceeds_capture',
  'payment.refund.mismatch',
];

const UNCLEAR: readonly FaultKind[] = ['timeout', 'bad_gateway', 'internal'];

/** Our own time was over before anything was asked. That is no outage of anybody. */
function lackedTime({ code, details }: SeenFault): boolean {
  if (code === 'payment.provider.no_time') return true;
  const began = typeof details === 'object' && details !== null && 'began' in details ? details.began : undefined;
  return code === 'resilience.deadline.exceeded' && began === false;
}
