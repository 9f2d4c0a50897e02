export type OrderState =
  | 'pending'
  | 'reserved'
  | 'requires_action'
  | 'unknown'
  | 'payment_deferred'
  | 'payment_due'
  | 'authorized'
  | 'confirmed'
  | 'paid'
  | 'fulfilled'
  | 'declined'
  | 'rejected'
  | 'cancelled'
  | 'refunded';

export type RejectionReason = 'sold_out' | 'hold_expired' | 'capture_failed';
export type CancellationReason = 'customer' | 'operator' | 'window_over' | 'superseded';

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export interface Shortage {
  readonly sku: string;
  readonly requested: number;
  readonly available: number;
}

export interface Decline {
  readonly code: string;
  readonly message: string;
}

/** Money that goes back, and the things that come back with it. */
export interface Refund {
  readonly id: string;
  readonly amountMinor: number;
  readonly reason: string;
  /** Put back on the shelf once the money is on its way. */
  readonly lines: readonly Line[];
  readonly state: 'pending' | 'succeeded' | 'failed';
  /** Payment has it on record and carries it out; the provider may take days for that. */
  readonly handedOver?: true;
  readonly returned: boolean;
  readonly at: string;
}

/** Work at another service that this order still owes, in order. It is stored with the order, so a crash forgets nothing. */
export type Step =
  | 'reserve_stock'
  | 'authorize_payment'
  | 'resolve_payment'
  | 'extend_hold'
  | 'confirm_hold'
  | 'capture_payment'
  | 'await_payment'
  | 'void_payment'
  | 'switch_attempt'
  | 'release_stock'
  | 'refund_payment'
  | 'return_stock'
  | 'await_refunds';

export type Notice = 'order_confirmed' | 'order_recorded' | 'payment_due' | 'order_cancelled' | 'order_refunded';

/** The part of an order that the rule looks at and changes. */
export interface Order {
  readonly state: OrderState;
  readonly rejection: RejectionReason | null;
  readonly cancellation: CancellationReason | null;
  readonly shortages: readonly Shortage[];
  readonly decline: Decline | null;
  readonly nextActionUrl: string | null;
  /** True once the customer was told that the payment comes later: from then on news go out by mail. */
  readonly deferred: boolean;
  /** Until then the customer may pay in another way. ISO 8601. */
  readonly payUntil: string | null;
  /** With what the customer wants to pay instead; it takes the place of the attempt when that one has ended. */
  readonly nextPayment: { readonly attemptId: string; readonly paymentMethod: string } | null;
  readonly capturedMinor: number;
  readonly refunds: readonly Refund[];
  readonly steps: readonly Step[];
}

export type OrderEvent =
  | { readonly type: 'stock_reserved' }
  | { readonly type: 'stock_refused'; readonly shortages: readonly Shortage[] }
  | { readonly type: 'payment_authorized' }
  /** `payUntil`: should it be too late for the customer to see it at once, another card may be given until then. */
  | { readonly type: 'payment_declined'; readonly decline: Decline; readonly payUntil: string }
  | { readonly type: 'action_required'; readonly url: string; readonly payUntil: string }
  | { readonly type: 'outcome_unknown' }
  | { readonly type: 'provider_unavailable' }
  | { readonly type: 'payment_resubmitted'; readonly attemptId: string; readonly paymentMethod: string }
  /** It was placed without one: the provider could not be reached from the customer's browser. It is well now. */
  | { readonly type: 'payment_method_missing'; readonly payUntil: string }
  /** The attempt before has not ended for so long that the new card is not asked for. */
  | { readonly type: 'former_payment_open'; readonly decline: Decline }
  | { readonly type: 'hold_confirmed' }
  | { readonly type: 'hold_lost' }
  | { readonly type: 'payment_captured'; readonly amountMinor: number }
  | { readonly type: 'capture_failed' }
  | { readonly type: 'cancelled'; readonly by: CancellationReason }
  | { readonly type: 'fulfilled' }
  | {
      readonly type: 'refund_requested';
      readonly refund: Pick<Refund, 'id' | 'amountMinor' | 'reason' | 'lines' | 'at'>;
    }
  | { readonly type: 'refund_handed_over'; readonly refundId: string }
  | { readonly type: 'refund_settled'; readonly refundId: string }
  | { readonly type: 'refund_failed'; readonly refundId: string }
  | { readonly type: 'stock_returned'; readonly refundId: string }
  /** An attempt of an order that has ended turns out to be charged: all of it is given back. */
  | { readonly type: 'charge_found'; readonly amountMinor: number; readonly refundId: string; readonly at: string };
export type OrderEventType = OrderEvent['type'];

/** What is recorded in the same transaction as the new state. */
export type Effect =
  | { readonly type: 'clear_cart' }
  | { readonly type: 'announce_paid' }
  | { readonly type: 'notify'; readonly notice: Notice }
  /** The provider is out: this order belongs to the outage. */
  | { readonly type: 'join_outage' }
  /** It was paid in the end: the customer gets a coupon for the wait. */
  | { readonly type: 'apologise' }
  /** Nothing was bought: the coupon that was used may be used again. */
  | { readonly type: 'release_coupon' }
  /** The whole purchase was given back: the coupon for its wait goes with it. */
  | { readonly type: 'revoke_coupon' };

export const newOrder: Order = {
  state: 'pending',
  rejection: null,
  cancellation: null,
  shortages: [],
  decline: null,
  nextActionUrl: null,
  deferred: false,
  payUntil: null,
  nextPayment: null,
  capturedMinor: 0,
  refunds: [],
  steps: ['reserve_stock'],
};
