import './cart.css';
import { useStore } from '@breakwater/web';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { CloseIcon } from '../shell/icons.js';
import { CartLines } from './cart-lines.js';
import { CartNotices } from './cart-notices.js';
import { cartState, shownCart } from './cart-store.js';
import { CartTotals } from './cart-totals.js';
import { cartDrawer } from './drawer-store.js';
import { EmptyCart } from './empty-cart.js';

const close = (): void => cartDrawer.set(false);

/** The cart at the side of the page. A native dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function CartDrawer() {
  const open = useStore(cartDrawer);
  const state = useStore(cartState);
  const cart = shownCart(state);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open) dialog.current?.close();
  }, [open]);

  return (
    <dialog
      className="drawer"
      aria-labelledby="drawer-title"
      ref={dialog}
      onClose={close}
      onClick={(event) => (event.target === dialog.current ? close() : undefined)}
    >
      {!open ? null : (
        <div className="drawer-body">
          <div className="drawer-head">
            <h2 id="drawer-title">Your cart</h2>
            <button type="button" className="drawer-close" aria-label="Close cart" onClick={close}>
              <CloseIcon />
            </button>
          </div>
          {cart === null ? (
            <p className="quiet">{state.loading ? 'Loading…' : 'Your cart cannot be shown just now. It is safe.'}</p>
          ) : (
            <>
              <CartNotices cart={cart} error={state.error} level={3} />
              {cart.lines.length === 0 ? <EmptyCart /> : <CartLines lines={cart.lines} />}
            </>
          )}
          {cart === null || cart.lines.length === 0 ? null : (
            <div className="drawer-foot">
              <CartTotals cart={cart} />
              <Link to="/checkout" className="button button-primary button-wide">
                Go to checkout
              </Link>
              <Link to="/cart" className="button button-plain button-wide">
                View cart
              </Link>
            </div>
          )}
        </div>
      )}
    </dialog>
  );
}
