import { type Decision, Fault } from '@breakwater/kernel';
import { ORDER_MOVES } from './order-moves.js';

export type OrderState =
  | 'pending'
  | 'reserved'
  | 'requires_action'
  | 'unknown'
  | 'payment_deferred'
  | 'authorized'
  | 'confirmed'
  | 'paid'
  | 'fulfilled'
  | 'declined'
  | 'rejected'
  | 'cancelled'
  | 'refunded';

export type RejectionReason = 'sold_out' | 'hold_expired' | 'capture_failed';

export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

export interface Decline {
  readonly code: string;
  readonly message: string;
}

/** Work at another service that this order still owes, in order. It is stored with the order, so a crash forgets nothing. */
export type Step =
  | 'reserve_stock'
  | 'authorize_payment'
  | 'resolve_payment'
  | 'confirm_hold'
  | 'capture_payment'
  | 'void_payment'
  | 'release_stock';

export type Notice = 'order_confirmed' | 'order_recorded' | 'payment_declined' | 'order_cancelled';

/** The part of an order that the rule looks at and changes. */
export interface Order {
  readonly state: OrderState;
  readonly rejection: RejectionReason | null;
  readonly shortages: readonly Shortage[];
  readonly decline: Decline | null;
  readonly nextActionUrl: string | null;
  /** True once the customer was told that the payment comes later: from then on news go out by mail. */
  readonly deferred: boolean;
  readonly steps: readonly Step[];
}

export type OrderEvent =
  | { readonly type: 'stock_reserved' }
  | { readonly type: 'stock_refused'; readonly shortages: readonly Shortage[] }
  | { readonly type: 'payment_authorized' }
  | { readonly type: 'payment_declined'; readonly decline: Decline }
  | { readonly type: 'action_required'; readonly url: string }
  | { readonly type: 'outcome_unknown' }
  | { readonly type: 'provider_unavailable' }
  | { readonly type: 'hold_confirmed' }
  | { readonly type: 'hold_lost' }
  | { readonly type: 'payment_captured' }
  | { readonly type: 'capture_failed' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'fulfilled' }
  | { readonly type: 'refunded' };
export type OrderEventType = OrderEvent['type'];

/** What is recorded in the same transaction as the new state. */
export type Effect =
  | { readonly type: 'clear_cart' }
  | { readonly type: 'announce_paid' }
  | { readonly type: 'notify'; readonly notice: Notice };

export const newOrder: Order = {
  state: 'pending',
  rejection: null,
  shortages: [],
  decline: null,
  nextActionUrl: null,
  deferred: false,
  steps: ['reserve_stock'],
};

const TARGETS = new Map(ORDER_MOVES.map(([from, event, to]) => [`${from} ${event}`, to]));

/** True when the machine has a move for this event from this state. */
export function allows(state: OrderState, event: OrderEventType): boolean {
  return TARGETS.has(`${state} ${event}`);
}

/** The rule of an order. Throws `order.move.illegal` for a move that the table does not have. */
export function decide(order: Order, event: OrderEvent): Decision<Order, Effect> {
  const to = TARGETS.get(`${order.state} ${event.type}`);
  if (to === undefined) {
    throw new Fault('conflict', 'order.move.illegal', `an order that is ${order.state} cannot take ${event.type}`);
  }
  const moved = { ...order, ...facts(event), state: to, steps: stepsOn(to, event) };
  return { state: { ...moved, deferred: order.deferred || to === 'payment_deferred' }, effects: effectsOn(order, to) };
}

function facts(event: OrderEvent): Partial<Order> {
  switch (event.type) {
    case 'stock_refused':
      return { rejection: 'sold_out', shortages: event.shortages };
    case 'payment_declined':
      return { decline: event.decline, nextActionUrl: null };
    case 'action_required':
      return { nextActionUrl: event.url };
    case 'hold_lost':
      return { rejection: 'hold_expired' };
    case 'capture_failed':
      return { rejection: 'capture_failed' };
    default:
      return { nextActionUrl: null };
  }
}

function stepsOn(to: OrderState, event: OrderEvent): readonly Step[] {
  switch (to) {
    case 'pending':
      return ['reserve_stock'];
    case 'reserved':
    case 'payment_deferred':
      return ['authorize_payment'];
    case 'requires_action':
    case 'unknown':
      return ['resolve_payment'];
    case 'authorized':
      return ['confirm_hold'];
    case 'confirmed':
      return ['capture_payment'];
    case 'declined':
      return ['release_stock'];
    case 'rejected':
      return event.type === 'stock_refused' ? [] : ['void_payment', 'release_stock'];
    case 'cancelled':
      return ['void_payment', 'release_stock'];
    case 'paid':
    case 'fulfilled':
    case 'refunded':
      return [];
  }
}

function effectsOn(before: Order, to: OrderState): Effect[] {
  const effects: Effect[] = [];
  if (to === 'authorized' || to === 'payment_deferred' || to === 'unknown') effects.push({ type: 'clear_cart' });
  if (to === 'paid') effects.push({ type: 'announce_paid' }, { type: 'notify', notice: 'order_confirmed' });
  if (to === 'payment_deferred' && !before.deferred) effects.push({ type: 'notify', notice: 'order_recorded' });
  if (to === 'declined' && before.deferred) effects.push({ type: 'notify', notice: 'payment_declined' });
  if ((to === 'rejected' || to === 'cancelled') && before.deferred)
    effects.push({ type: 'notify', notice: 'order_cancelled' });
  return effects;
}
