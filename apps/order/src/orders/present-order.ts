import { Inject, Injectable } from '@nestjs/common';
import type { Order, OrderFact, OrderSummary } from '@breakwater/contracts';
import { CONFIG } from '@breakwater/service-host';
import { mayCancel, type Refund } from '../domain/order.js';
import { ORDER_STATES } from '../domain/order-moves.js';
import { refundableMinor, refundedMinor } from '../domain/refunds.js';
import type { OrderConfig } from '../order.config.js';
import { accessToken } from './access-token.js';
import type { OrderRecord } from './order-record.js';

const POLL_MS = 1000;
/** An order that waits for the provider is looked at less often. */
const SLOW_POLL_MS = 4000;

/** What customers and other services see of an order. */
@Injectable()
export class PresentOrder {
  constructor(@Inject(CONFIG) private readonly config: OrderConfig) {}

  present(order: OrderRecord): Order {
    const { state, rejection, cancellation, decline, nextActionUrl, payUntil, refunds } = order.progress;
    const { currency } = order.total;
    const amount = (amountMinor: number) => ({ amountMinor, currency });
    return {
      id: order.id,
      number: order.number,
      state,
      rejection,
      cancellation,
      placedAt: order.placedAt.toISOString(),
      email: order.email,
      shippingAddress: order.shippingAddress,
      lines: [...order.lines],
      subtotal: order.subtotal,
      shipping: order.shipping,
      discount: order.discount,
      couponCode: order.couponCode,
      total: order.total,
      decline,
      nextActionUrl,
      payUntil: state === 'payment_due' ? payUntil : null,
      refunded: amount(refundedMinor(refunds)),
      refundable: amount(refundableMinor(order.progress)),
      refunds: refunds.map((refund) => ({ ...pick(refund), amount: amount(refund.amountMinor) })),
      apology: order.apology && { ...order.apology, expiresAt: order.apology.expiresAt.toISOString() },
      hasPaymentMethod: order.paymentMethod !== null,
      mayCancel: mayCancel(order.progress),
      timeline: [...order.timeline],
      accessToken: this.token(order),
      pollAfterMs: pollAfterMs(state),
    };
  }

  summarize(order: OrderRecord): OrderSummary {
    return {
      id: order.id,
      number: order.number,
      state: order.progress.state,
      placedAt: order.placedAt.toISOString(),
      total: order.total,
      itemCount: order.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      accessToken: this.token(order),
    };
  }

  fact(order: OrderRecord): OrderFact {
    return {
      orderId: order.id,
      attemptId: order.attemptId,
      state: order.progress.state,
      total: order.total,
      placedAt: order.placedAt.toISOString(),
      updatedAt: order.updatedAt.toISOString(),
    };
  }

  private token(order: OrderRecord): string {
    return accessToken(this.config.SESSION_KEY, order.id);
  }
}

/** Jittered, so that the customers of one incident do not ask in step. */
function pollAfterMs(state: Order['state']): number | null {
  if (ORDER_STATES[state].final) return null;
  const base = state === 'payment_deferred' ? SLOW_POLL_MS : POLL_MS;
  return Math.round(base * (1 + Math.random() / 2));
}

function pick({ id, reason, state, at }: Refund): Pick<Refund, 'id' | 'reason' | 'state' | 'at'> {
  return { id, reason, state, at };
}
