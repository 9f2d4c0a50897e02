import { LogoMark, useStore } from '@breakwater/web';
import { Link, NavLink } from 'react-router';
import { countItems } from '../cart/cart-overlay.js';
import { cartState, shownCart } from '../cart/cart-store.js';
import { cartDrawer } from '../cart/drawer-store.js';
import { session } from '../session/session-store.js';
import { CategoryNav } from './category-nav.js';
import { AccountIcon, BagIcon } from './icons.js';
import { SearchForm } from './search-form.js';

export function Header() {
  const { customer } = useStore(session);
  const count = countItems(shownCart(useStore(cartState)));
  return (
    <header className="site-header">
      <div className="site-header-row">
        <Link to="/" className="brand" aria-label="Breakwater Supply, home">
          <LogoMark />
          <span className="brand-name" aria-hidden="true">
            Breakwater <span className="brand-second">Supply</span>
          </span>
        </Link>
        <SearchForm />
        <nav className="site-tools" aria-label="Your shop">
          <NavLink to="/orders" className="tool tool-orders">
            Orders
          </NavLink>
          <NavLink to={customer === null ? '/sign-in' : '/account'} className="tool">
            <AccountIcon />
            <span className="tool-label">{customer === null ? 'Sign in' : 'Account'}</span>
          </NavLink>
          <button type="button" className="tool" onClick={() => cartDrawer.set(true)} aria-haspopup="dialog">
            <BagIcon />
            <span className="tool-label">Cart</span>
            <span className={count === 0 ? 'cart-count cart-count-none' : 'cart-count'}>
              <span className="visually-hidden">, items: </span>
              {count}
            </span>
          </button>
        </nav>
      </div>
      <CategoryNav />
    </header>
  );
}
