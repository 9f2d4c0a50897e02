import type { Order } from '@breakwater/contracts';
import { Price } from '@breakwater/web';

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
      <div className="order-sum">
        <dt>Total</dt>
        <dd>
          <Price amount={order.total} />
        </dd>
      </div>
    </dl>
  );
}
