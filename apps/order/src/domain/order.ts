import { type Decision, Fault } from '@breakwater/kernel';
import type { Effect, Order, OrderEvent, OrderState, Refund } from './order-model.js';
import { type MoveName, ORDER_MOVES } from './order-moves.js';
import { stepsOn } from './order-steps.js';
import { addRefund, changeRefund, refundableMinor, refundedMinor } from './refunds.js';

export * from './order-model.js';

type ChargeFound = Extract<OrderEvent, { readonly type: 'charge_found' }>;

const TARGETS = new Map(ORDER_MOVES.map(([from, move, to]) => [`${from} ${move}`, to]));

/** True when the machine has a move for this event from where the order is. */
export function allows(order: Order, event: OrderEvent): boolean {
  return targetOf(order, event) !== undefined;
}

function targetOf(order: Order, event: OrderEvent): OrderState | undefined {
  // Things whose money is on its way back do not leave the house.
  if (event.type === 'fulfilled' && order.refunds.some(isOnItsWay)) return undefined;
  return TARGETS.get(`${order.state} ${moveOf(order, event)}`);
}

function isOnItsWay({ state, lines }: Refund): boolean {
  return state === 'pending' && lines.length > 0;
}

const CANCELLABLE: readonly OrderState[] = ['requires_action', 'unknown', 'payment_deferred', 'payment_due'];

/** True when the customer may cancel: nothing is paid yet, or what is paid has not been sent and can be given back. */
export function mayCancel(order: Order): boolean {
  if (order.state === 'paid') return refundableMinor(order) === order.capturedMinor && order.capturedMinor > 0;
  return CANCELLABLE.includes(order.state);
}

/**
 * The rule of an order. Throws `order.move.illegal` for a move that the table does not have and
 * `order.refund.exceeds_payment` for a refund of more than is left.
 */
export function decide(order: Order, event: OrderEvent): Decision<Order, Effect> {
  const to = targetOf(order, event);
  if (to === undefined) {
    throw new Fault('conflict', 'order.move.illegal', `an order that is ${order.state} cannot take ${event.type}`);
  }
  const told = { ...order, ...facts(order, event), state: to };
  const deferred = order.deferred || to === 'payment_deferred' || to === 'payment_due';
  return { state: { ...told, deferred, steps: stepsOn(told, event) }, effects: effectsOn(order, event, to) };
}

/** The first step is done and nothing else came of it. */
export function stepDone(order: Order): Decision<Order, Effect> {
  const [step, ...steps] = order.steps;
  const nextPayment = step === 'switch_attempt' ? null : order.nextPayment;
  return { state: { ...order, steps, nextPayment }, effects: [] };
}

/** Nobody is at the screen any more once the customer was told "later", or got no clear answer. */
function isLate(order: Order): boolean {
  return order.deferred || order.state === 'unknown';
}

function moveOf(order: Order, event: OrderEvent): MoveName {
  switch (event.type) {
    case 'payment_declined':
      return isLate(order) ? 'late_decline' : event.type;
    case 'action_required':
      return isLate(order) ? 'late_action' : event.type;
    case 'refund_settled':
      return refundedMinor(changeRefund(order.refunds, event)) === order.capturedMinor ? 'refunded' : event.type;
    default:
      return event.type;
  }
}

function facts(order: Order, event: OrderEvent): Partial<Order> {
  switch (event.type) {
    case 'stock_refused':
      return { rejection: 'sold_out', shortages: event.shortages };
    case 'payment_authorized':
      return { nextActionUrl: null, nextPayment: null, decline: null };
    case 'payment_declined':
      return { decline: event.decline, nextActionUrl: null, ...windowOf(order, event.payUntil) };
    case 'payment_method_missing':
      return { payUntil: event.payUntil };
    case 'action_required':
      return { nextActionUrl: event.url, ...windowOf(order, event.payUntil) };
    case 'payment_resubmitted': {
      const { attemptId, paymentMethod } = event;
      return { nextPayment: { attemptId, paymentMethod }, nextActionUrl: null };
    }
    case 'former_payment_open':
      return { decline: event.decline, nextActionUrl: null, nextPayment: null };
    case 'hold_lost':
      return { rejection: 'hold_expired', nextActionUrl: null, nextPayment: null };
    case 'capture_failed':
      return { rejection: 'capture_failed' };
    case 'cancelled':
      return { cancellation: event.by, nextActionUrl: null, nextPayment: null };
    case 'payment_captured':
      return { capturedMinor: event.amountMinor };
    case 'charge_found':
      return foundCharge(order, event);
    case 'refund_requested':
      return { refunds: addRefund(order, event.refund) };
    case 'refund_handed_over':
    case 'refund_settled':
    case 'refund_failed':
    case 'stock_returned':
      return { refunds: changeRefund(order.refunds, event) };
    default:
      return { nextActionUrl: null };
  }
}

function foundCharge(order: Order, { amountMinor, refundId: id, at }: ChargeFound): Partial<Order> {
  const charged = { ...order, capturedMinor: amountMinor };
  const refund = { id, amountMinor, reason: 'Charged although the order had ended', lines: [], at };
  return { capturedMinor: amountMinor, refunds: addRefund(charged, refund) };
}

/** The window opens once: each further refusal of a card does not make it longer. */
function windowOf(order: Order, payUntil: string): Partial<Order> {
  return isLate(order) && order.payUntil === null ? { payUntil } : {};
}

/** Who has just given another card sees what came of it, unless that was deferred again or took too long. */
function hasToldNobody({ payUntil, state }: Order, { type }: OrderEvent): boolean {
  return payUntil === null || state !== 'reserved' || type === 'former_payment_open';
}

/** The stock of an order that is `reserved` is lost after a quarter of an hour at least. */
function isGone(before: Order, { type }: OrderEvent): boolean {
  return isLate(before) || (before.state === 'reserved' && type === 'hold_lost');
}

/** The order goes its way from here, whatever becomes of the cart. */
const TAKEN: readonly OrderState[] = ['authorized', 'payment_deferred', 'unknown'];
const ENDED_UNPAID: readonly OrderState[] = ['declined', 'rejected', 'cancelled'];

function effectsOn(before: Order, event: OrderEvent, to: OrderState): Effect[] {
  const effects: Effect[] = [];
  if (event.type === 'refund_settled') effects.push({ type: 'notify', notice: 'order_refunded' });
  if (to === before.state) return effects;
  if (TAKEN.includes(to) || event.type === 'payment_method_missing') effects.push({ type: 'clear_cart' });
  if (to === 'payment_deferred') effects.push({ type: 'join_outage' });
  if (to === 'payment_deferred' && !before.deferred) effects.push({ type: 'notify', notice: 'order_recorded' });
  if (to === 'paid') effects.push({ type: 'announce_paid' }, { type: 'notify', notice: 'order_confirmed' });
  if (to === 'paid' && before.deferred) effects.push({ type: 'apologise' });
  // Who keeps the things keeps the apology: one that was sent off is given back for other reasons.
  if (to === 'refunded' && before.state === 'paid') effects.push({ type: 'revoke_coupon' });
  if (to === 'payment_due' && hasToldNobody(before, event)) effects.push({ type: 'notify', notice: 'payment_due' });
  if (ENDED_UNPAID.includes(to)) effects.push({ type: 'release_coupon' });
  if (ENDED_UNPAID.includes(to) && isGone(before, event)) effects.push({ type: 'notify', notice: 'order_cancelled' });
  return effects;
}
