import type { Order } from '@breakwater/contracts';
import { money } from '@breakwater/kernel';
import { Price } from '@breakwater/web';
import { DiscountRow } from '../cart/discount-row.js';

export function OrderTotals({ order }: { order: Order }) {
  return (
    <dl className="order-totals">
      <div>
        <dt>Subtotal</dt>
        <dd>
          <Price amount={order.subtotal} />
        </dd>
      </div>
      <div>
        <dt>Shipping</dt>
        <dd>{order.shipping.amountMinor === 0 ? 'Free' : <Price amount={order.shipping} />}</dd>
      </div>
      {order.discount.amountMinor === 0 ? null : <DiscountRow code={order.couponCode} discount={order.discount} />}
      <div className="order-sum">
        <dt>Total</dt>
        <dd>
          <Price amount={order.total} />
        </dd>
      </div>
      {order.refunded.amountMinor === 0 ? null : (
        <div>
          <dt>Given back</dt>
          <dd>
            <Price amount={money(-order.refunded.amountMinor, order.refunded.currency)} />
          </dd>
        </div>
      )}
    </dl>
  );
}
