import type { Cart } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { Notice, useStore } from '@breakwater/web';
import { Link } from 'react-router';
import { variantLabel } from '../catalogue/variant-label.js';
import { setQuantity } from '../cart/cart-store.js';
import { purchase, repeatPurchase } from './purchase-store.js';
import type { MissingLine } from './purchase-outcome.js';

/** What is happening to the purchase, or what came of it, in the customer's words. */
export function PurchaseNotice({ cart }: { cart: Cart | null }) {
  const { phase, outcome } = useStore(purchase);
  if (phase === 'paying') return <Busy title="Paying…" text="Please stay for a moment." />;
  if (phase === 'repeating') {
    return (
      <Busy title="Still paying…" text="The answer takes its time. We ask again; you will not be charged twice." />
    );
  }
  switch (outcome?.kind) {
    case 'declined':
      return (
        <Notice tone="bad" title="The payment was declined" takeFocus>
          <p>{outcome.words} Nothing was charged, and your cart is as it was.</p>
          <p>Try again with this card or use another one.</p>
        </Notice>
      );
    case 'sold_out':
      return <SoldOut missing={outcome.missing} cart={cart} />;
    case 'total_changed':
      return (
        <Notice tone="warning" title="The total has changed" takeFocus>
          <p>
            It was <del>{formatMoney(outcome.before)}</del>
            {cart === null ? null : (
              <>
                {' '}
                and is now <strong>{formatMoney(cart.total)}</strong>
              </>
            )}
            . Nothing was charged. Please look at your order and confirm the new total.
          </p>
        </Notice>
      );
    case 'coupon_refused':
      return (
        <Notice tone="warning" title="The coupon could not be used" takeFocus>
          <p>
            {outcome.words} Nothing was charged. Your order below shows the total without it; please look at it and
            confirm.
          </p>
        </Notice>
      );
    case 'already_sent':
      return (
        <Notice tone="warning" title="We have this order already" takeFocus>
          <p>
            Please <Link to="/orders">look at your orders</Link> before you buy again.
          </p>
        </Notice>
      );
    case 'in_checkout':
      return (
        <Notice tone="warning" title="This cart is being bought already" takeFocus>
          <p>
            An order of it is under way, perhaps in another tab, and may be paid by now. Please{' '}
            <Link to="/orders">look at your orders</Link> before you pay again.
          </p>
        </Notice>
      );
    case 'refused':
      return (
        <Notice tone="bad" title="The shop did not take the order" takeFocus>
          <p>{outcome.words} Nothing was charged.</p>
        </Notice>
      );
    case 'other_tab':
      return (
        <Notice tone="warning" title="You are paying in another tab" takeFocus>
          <p>
            Please go on there, or <Link to="/orders">look at your orders</Link>.
          </p>
        </Notice>
      );
    case 'unsettled':
      return (
        <Notice tone="warning" title="We could not reach the shop" takeFocus>
          <p>
            We do not know yet whether your order arrived. Trying again is safe: it is the same order, and you will not
            be charged twice.
          </p>
          <p>
            <button type="button" className="button button-primary" onClick={() => void repeatPurchase()}>
              Try again
            </button>
          </p>
        </Notice>
      );
    case 'placed':
    case 'cart_empty':
    case undefined:
      return null;
  }
}

function Busy({ title, text }: { title: string; text: string }) {
  return (
    <Notice tone="info" title={title}>
      <p>
        <span className="spinner busy-spinner" aria-hidden="true" /> {text}
      </p>
    </Notice>
  );
}

function SoldOut({ missing, cart }: { missing: readonly MissingLine[]; cart: Cart | null }) {
  const lines = missing.map(({ sku, available }) => ({ sku, available, line: cart?.lines.find((l) => l.sku === sku) }));
  return (
    <Notice tone="bad" title="Someone was faster" takeFocus>
      <p>
        Nothing was charged.{' '}
        {lines.length === 0 ? 'Something in your cart is sold out.' : 'This is not there any more:'}
      </p>
      <ul className="sold-out-lines">
        {lines.map(({ sku, available, line }) => (
          <li key={sku}>
            <span>
              <strong>{line?.title ?? sku}</strong> {variantLabel(line?.variantTitle)}:{' '}
              {available <= 0 ? 'sold out' : `only ${available} left`}
            </span>
            {line === undefined || line.quantity <= available ? null : (
              <button
                type="button"
                className="button button-secondary button-small"
                aria-label={`${available <= 0 ? 'Take it out' : `Take ${available}`}: ${line.title}`}
                onClick={() => void setQuantity(sku, Math.max(0, available)).catch(() => undefined)}
              >
                {available <= 0 ? 'Take it out' : `Take ${available}`}
              </button>
            )}
          </li>
        ))}
      </ul>
      <p>
        <Link to="/cart">Change your cart</Link>
      </p>
    </Notice>
  );
}
