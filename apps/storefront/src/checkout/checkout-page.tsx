import './checkout.css';
import { Notice, useStore } from '@breakwater/web';
import { useEffect } from 'react';
import { Link, useNavigate } from 'react-router';
import { CartNotices } from '../cart/cart-notices.js';
import { cartState, loadCart, shownCart } from '../cart/cart-store.js';
import { EmptyCart } from '../cart/empty-cart.js';
import { LoadingPage } from '../shell/loading-page.js';
import { PageTitle } from '../shell/page-title.js';
import { Trouble } from '../shell/trouble.js';
import { CheckoutForm } from './checkout-form.js';
import { CheckoutSummary } from './checkout-summary.js';
import { PurchaseNotice } from './purchase-notice.js';
import { forgetOutcome, purchase, repeatPurchase } from './purchase-store.js';

export function CheckoutPage() {
  const state = useStore(cartState);
  const cart = shownCart(state);
  const { phase, outcome } = useStore(purchase);
  useFollowPlacedOrder();
  // A reload in the middle of paying, or a return: ask again, with the same key.
  useEffect(() => void repeatPurchase(), []);

  const isWaiting = phase !== 'idle' || outcome?.kind === 'unsettled';
  if (cart === null && !isWaiting) {
    if (state.error === undefined) return <LoadingPage />;
    return (
      <section className="page">
        <PageTitle>Checkout</PageTitle>
        <Trouble error={state.error} retry={() => void loadCart()} what="your cart" />
      </section>
    );
  }
  const lines = cart?.lines ?? [];
  return (
    <section className="page checkout">
      <PageTitle>Checkout</PageTitle>
      <PurchaseNotice cart={cart} />
      {cart === null || lines.length === 0 ? null : <CartNotices cart={cart} error={state.error} />}
      {lines.length === 0 && !isWaiting && outcome?.kind !== 'cart_empty' ? <EmptyCart /> : null}
      {outcome?.kind === 'cart_empty' && phase === 'idle' ? <BoughtAlready /> : null}
      {cart === null || lines.length === 0 ? null : (
        <div className="checkout-columns">
          <CheckoutForm cart={cart} />
          <CheckoutSummary cart={cart} />
        </div>
      )}
    </section>
  );
}

function useFollowPlacedOrder(): void {
  const { outcome } = useStore(purchase);
  const navigate = useNavigate();
  useEffect(() => {
    if (outcome?.kind !== 'placed') return;
    const { id, accessToken, state, nextActionUrl } = outcome.order;
    forgetOutcome();
    if (state === 'requires_action' && nextActionUrl !== null) window.location.assign(nextActionUrl);
    else void navigate(`/orders/${id}?token=${encodeURIComponent(accessToken)}`, { replace: true });
  }, [outcome, navigate]);
}

function BoughtAlready() {
  return (
    <Notice tone="info" title="There is nothing left to pay here" takeFocus>
      <p>Your cart is empty. Perhaps it was bought in another tab a moment ago.</p>
      <p>
        <Link to="/orders">Look at your orders</Link>
      </p>
    </Notice>
  );
}
