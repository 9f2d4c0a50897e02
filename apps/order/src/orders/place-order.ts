import { Inject, Injectable } from '@nestjs/common';
import type { Cart, Checkout } from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault, type IdSource, money, readableNumber, sameMoney } from '@breakwater/kernel';
import { deadlineIn, faultPoint, withDeadline } from '@breakwater/resilience';
import { CLOCK, IDS, type SessionClaims } from '@breakwater/service-host';
import { type CartRow, findLines, lockCart, setCurrentOrder } from '../carts/carts.repository.js';
import { PriceCart } from '../carts/price-cart.js';
import { refuseCoupon } from '../coupons/coupon.errors.js';
import { findCoupon, redeemCoupon } from '../coupons/coupons.repository.js';
import { refusalOf } from '../domain/coupon.js';
import { newOrder } from '../domain/order.js';
import { ORDER_STATES } from '../domain/order-moves.js';
import { AdvanceOrder, LEASE_MS } from './advance-order.js';
import { AnswerOnce, type KeyedAnswer, type KeyedRun } from './answer-once.js';
import { answerPayment } from './answer-payment.js';
import type { OrderRecord } from './order-record.js';
import { findOrder, findOrderByKey, insertOrder } from './orders.repository.js';
import { PresentOrder } from './present-order.js';

/** Should it take longer, the new order waits for it: see `StockSteps.reserve`. */
const RELEASE_MS = 400;

/** Checkout: one order per key, recorded before anything is asked of anyone, answered with as far as it came. */
@Injectable()
export class PlaceOrder {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PriceCart) private readonly prices: PriceCart,
    @Inject(AdvanceOrder) private readonly advance: AdvanceOrder,
    @Inject(AnswerOnce) private readonly once: AnswerOnce,
    @Inject(PresentOrder) private readonly present: PresentOrder,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: IdSource,
  ) {}

  place(session: SessionClaims, key: string, checkout: Checkout): Promise<KeyedAnswer> {
    const scope = `orders:${session.sessionId}`;
    const request = { scope, key, body: checkout, keepsRefusals: false };
    return this.once.answer(request, (run) => this.run(session, key, checkout, run));
  }

  private async run(session: SessionClaims, key: string, checkout: Checkout, run: KeyedRun): Promise<KeyedAnswer> {
    // An earlier run of this key crashed or threw: if it had recorded the order, that order goes on.
    const earlier = run.attempt > 1 ? await findOrderByKey(this.database.writer, session.sessionId, key) : null;
    const order = earlier ?? (await this.record(session, key, checkout, run));
    faultPoint('order.checkout.recorded');
    const after = await run.inTime(() => this.advance.advance(order));
    return answerPayment(after, this.present.present(after));
  }

  private async record(session: SessionClaims, key: string, checkout: Checkout, run: KeyedRun): Promise<OrderRecord> {
    const seen = await this.database.transaction((tx) => this.readCart(tx, session.cartId));
    if (seen.cart.currentOrderId !== null) await this.supersede(seen.cart.currentOrderId, run);
    const cart = await this.prices.toCharge(seen.cart, seen.lines);
    if (cart.coupon === null) await this.refuseLostCoupon(seen.cart, cart, checkout);
    refuseMisfit(cart, checkout);
    const order = this.build(session, key, checkout, cart);
    await this.database.transaction(async (tx) => {
      const { version, currentOrderId } = await lockCart(tx, session.cartId);
      // Another tab has changed this cart, or bought it, since we looked.
      if (version !== cart.version || currentOrderId !== seen.cart.currentOrderId) throw inCheckout();
      await insertOrder(tx, order, new Date(order.placedAt.getTime() + LEASE_MS));
      await redeem(tx, order);
      await setCurrentOrder(tx, session.cartId, order.id);
    });
    return order;
  }

  private async readCart(
    tx: Sql,
    cartId: string,
  ): Promise<{ cart: CartRow; lines: Awaited<ReturnType<typeof findLines>> }> {
    return { cart: await lockCart(tx, cartId), lines: await findLines(tx, cartId) };
  }

  /** The cart is in an order already: one that waits at the bank's page is cancelled for this one, one that runs is waited for. */
  private async supersede(orderId: string, { inTime }: KeyedRun): Promise<void> {
    const former = await findOrder(this.database.writer, orderId);
    if (former === null || ORDER_STATES[former.progress.state].final) return;
    const cancelled = await this.advance.change(orderId, ({ progress }) => {
      if (progress.state !== 'requires_action') throw inCheckout();
      return { type: 'cancelled', by: 'superseded' };
    });
    // Its things may be the very ones that are bought now. The end of its payment may take long, and nobody here waits for that.
    const release = () => this.advance.advance(cancelled, { until: 'void_payment' });
    await inTime(() => withDeadline(deadlineIn(RELEASE_MS), release));
  }

  /** The customer saw a total with a coupon that cannot be used any more: that is what to tell, and not "another price". */
  private async refuseLostCoupon(
    { couponCode, currentOrderId }: CartRow,
    cart: Cart,
    checkout: Checkout,
  ): Promise<void> {
    if (couponCode === null || sameMoney(cart.total, checkout.expectedTotal)) return;
    const coupon = await findCoupon(this.database.writer, couponCode);
    const refusal = refusalOf(coupon, this.clock.now(), currentOrderId);
    if (refusal !== null) throw refuseCoupon(refusal);
  }

  private build(session: SessionClaims, key: string, checkout: Checkout, cart: Cart): OrderRecord {
    const id = this.ids();
    const now = new Date(this.clock.now());
    return {
      id,
      number: readableNumber(id),
      sessionId: session.sessionId,
      customerId: session.customer?.id ?? null,
      cartId: session.cartId,
      idempotencyKey: key,
      email: checkout.email,
      shippingAddress: checkout.shippingAddress,
      lines: cart.lines.map(({ formerUnitPrice: _, ...line }) => line),
      subtotal: cart.subtotal,
      shipping: cart.shipping,
      ...discountOf(cart),
      total: cart.total,
      paymentMethod: checkout.paymentMethod,
      attemptId: this.ids(),
      progress: newOrder,
      apology: null,
      timeline: [{ state: newOrder.state, at: now.toISOString() }],
      version: 1,
      tries: 0,
      placedAt: now,
      updatedAt: now,
    };
  }
}

function refuseMisfit(cart: Cart, checkout: Checkout): void {
  if (cart.lines.length === 0) {
    throw new Fault('conflict', 'order.cart.empty', 'the cart is empty', { publicMessage: 'Your cart is empty.' });
  }
  if (!sameMoney(cart.total, checkout.expectedTotal)) {
    throw new Fault('conflict', 'order.total.changed', 'the total is another one now', {
      publicMessage: 'A price has changed. Please look at the new total.',
      details: { cart },
    });
  }
}

/** Of what may have happened to the coupon since the cart was priced, only the database's own word counts. */
async function redeem(tx: Sql, { id, couponCode, placedAt }: OrderRecord): Promise<void> {
  if (couponCode === null || (await redeemCoupon(tx, couponCode, id, placedAt))) return;
  throw refuseCoupon(refusalOf(await findCoupon(tx, couponCode), placedAt.getTime()) ?? 'used');
}

/** A coupon that takes nothing off is kept for another order. */
function discountOf({ coupon, total }: Cart): Pick<OrderRecord, 'discount' | 'couponCode'> {
  if (coupon === null || coupon.discount.amountMinor === 0)
    return { discount: money(0, total.currency), couponCode: null };
  return { discount: coupon.discount, couponCode: coupon.code };
}

function inCheckout(): Fault {
  return new Fault('conflict', 'order.cart.in_checkout', 'the cart is in another checkout', {
    publicMessage: 'This cart is being bought already. Please look at your orders.',
    retryAfterSeconds: 2,
  });
}
