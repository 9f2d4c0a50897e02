import './cart.css';
import { useStore } from '@breakwater/web';
import { Link } from 'react-router';
import { LoadingPage } from '../shell/loading-page.js';
import { PageTitle } from '../shell/page-title.js';
import { Trouble } from '../shell/trouble.js';
import { CartLines } from './cart-lines.js';
import { CartNotices } from './cart-notices.js';
import { cartState, loadCart, shownCart } from './cart-store.js';
import { CartTotals } from './cart-totals.js';
import { CouponField } from './coupon-field.js';
import { EmptyCart } from './empty-cart.js';

export function CartPage() {
  const state = useStore(cartState);
  const cart = shownCart(state);
  if (cart === null) {
    if (state.error === undefined) return <LoadingPage />;
    return (
      <section className="page">
        <PageTitle>Your cart</PageTitle>
        <Trouble error={state.error} retry={() => void loadCart()} what="your cart" />
      </section>
    );
  }
  return (
    <section className="page cart-page">
      <PageTitle>Your cart</PageTitle>
      <CartNotices cart={cart} error={state.error} />
      {cart.lines.length === 0 ? (
        <EmptyCart />
      ) : (
        <div className="cart-columns">
          <CartLines lines={cart.lines} />
          <aside className="card cart-aside" aria-label="Summary">
            <CartTotals cart={cart} />
            <CouponField cart={cart} />
            <Link to="/checkout" className="button button-primary button-wide">
              Go to checkout
            </Link>
            <Link to="/shop" className="button button-plain button-wide">
              Look for more
            </Link>
          </aside>
        </div>
      )}
    </section>
  );
}
