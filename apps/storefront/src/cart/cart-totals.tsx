import type { Cart } from '@breakwater/contracts';
import { formatMoney, money } from '@breakwater/kernel';
import { Price, useStore } from '@breakwater/web';
import { missingToFreeShipping } from './cart-overlay.js';
import { cartState, isSettling } from './cart-store.js';
import { DiscountRow } from './discount-row.js';

export function CartTotals({ cart }: { cart: Cart }) {
  const busy = isSettling(useStore(cartState));
  const missing = missingToFreeShipping(cart);
  return (
    <div className="totals" aria-busy={busy}>
      <dl>
        <div>
          <dt>Subtotal</dt>
          <dd>
            <Price amount={cart.subtotal} />
          </dd>
        </div>
        <div>
          <dt>Shipping</dt>
          <dd>{cart.shipping.amountMinor === 0 ? 'Free' : <Price amount={cart.shipping} />}</dd>
        </div>
        {cart.coupon === null ? null : <DiscountRow code={cart.coupon.code} discount={cart.coupon.discount} />}
        <div className="totals-sum">
          <dt>Total</dt>
          <dd>
            <Price amount={cart.total} />
          </dd>
        </div>
      </dl>
      {missing > 0 ? (
        <p className="totals-hint">{formatMoney(money(missing, cart.total.currency))} more and shipping is free.</p>
      ) : null}
    </div>
  );
}
