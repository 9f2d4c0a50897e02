import type { Cart } from '@breakwater/contracts';
import { formatMoney, money } from '@breakwater/kernel';
import { Price, useStore } from '@breakwater/web';
import { missingToFreeShipping } from './cart-overlay.js';
import { cartState } from './cart-store.js';

export function CartTotals({ cart }: { cart: Cart }) {
  const isSettling = useStore(cartState).wanted.size > 0;
  const missing = missingToFreeShipping(cart);
  return (
    <div className="totals" aria-busy={isSettling}>
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
