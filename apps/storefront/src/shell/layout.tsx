import './shell.css';
import { Announcer } from '@breakwater/web';
import { useEffect } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import { CartDrawer } from '../cart/cart-drawer.js';
import { followOtherTabs, loadCart } from '../cart/cart-store.js';
import { cartDrawer } from '../cart/drawer-store.js';
import { PendingReminder } from '../checkout/pending-reminder.js';
import { loadSession } from '../session/session-store.js';
import { Footer } from './footer.js';
import { Header } from './header.js';

export function Layout() {
  const { pathname } = useLocation();
  useEffect(() => {
    void loadSession();
    void loadCart();
    return followOtherTabs();
  }, []);
  useEffect(() => cartDrawer.set(false), [pathname]);
  return (
    <div className="shell">
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <Header />
      {pathname === '/checkout' ? null : <PendingReminder />}
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <Footer />
      <CartDrawer />
      <Announcer />
      <ScrollRestoration />
    </div>
  );
}
