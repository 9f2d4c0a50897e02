import { Fault } from '@breakwater/kernel';
import type { CancellationReason, Line, Order, OrderEvent, OrderState } from './order-model.js';
import { mayCancel } from './order.js';
import { refundableMinor } from './refunds.js';

export interface CancellationRequest {
  readonly by: Extract<CancellationReason, 'customer' | 'operator'>;
  /** For an order that is paid: all of it is given back. */
  readonly refundId: string;
  readonly at: string;
}

const UNDER_WAY: readonly OrderState[] = ['pending', 'reserved', 'authorized', 'confirmed'];

/** It is between two calls at this moment: what becomes of it is known soon. */
export function isUnderWay({ state }: Order): boolean {
  return UNDER_WAY.includes(state);
}

/**
 * What a wish to cancel means to an order; null when it is cancelled or given back already, by whomever. Throws
 * `order.order.not_cancellable`, with a time to ask again for one that is under way.
 */
export function cancellation(order: Order, bought: readonly Line[], request: CancellationRequest): OrderEvent | null {
  const { by, refundId: id, at } = request;
  if (order.state === 'cancelled' || order.state === 'refunded' || isGivenBack(order)) return null;
  if (!mayCancel(order)) throw notCancellable(order);
  if (order.state !== 'paid') return { type: 'cancelled', by };
  const lines = bought.map(({ sku, quantity }) => ({ sku, quantity }));
  const reason = by === 'customer' ? 'Cancelled by the customer' : 'Cancelled by the shop';
  return { type: 'refund_requested', refund: { id, amountMinor: order.capturedMinor, reason, lines, at } };
}

function isGivenBack(order: Order): boolean {
  return order.state === 'paid' && order.capturedMinor > 0 && refundableMinor(order) === 0;
}

function notCancellable(order: Order): Fault {
  return new Fault('conflict', 'order.order.not_cancellable', `an order that is ${order.state}`, {
    publicMessage: isUnderWay(order)
      ? 'Your order is being worked on at this moment. Please try again in a few seconds.'
      : 'This order can no longer be cancelled.',
    details: { state: order.state },
    ...(isUnderWay(order) ? { retryAfterSeconds: 2 } : {}),
  });
}
