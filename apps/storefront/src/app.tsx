import { createBrowserRouter, RouterProvider } from 'react-router';
import { HomePage } from './catalogue/home-page.js';
import { ListingPage } from './catalogue/listing-page.js';
import { ProductPage } from './catalogue/product-page.js';
import { BrokenPage } from './shell/broken-page.js';
import { Layout } from './shell/layout.js';
import { LoadingPage } from './shell/loading-page.js';
import { NotFoundPage } from './shell/not-found-page.js';

// Browsing is in the first bundle; buying, orders and account come when they are needed.
const router = createBrowserRouter([
  {
    Component: Layout,
    ErrorBoundary: BrokenPage,
    HydrateFallback: LoadingPage,
    children: [
      { index: true, Component: HomePage },
      { path: 'shop', Component: ListingPage },
      { path: 'products/:slug', Component: ProductPage },
      { path: 'cart', lazy: async () => ({ Component: (await import('./cart/cart-page.js')).CartPage }) },
      {
        path: 'checkout',
        lazy: async () => ({ Component: (await import('./checkout/checkout-page.js')).CheckoutPage }),
      },
      { path: 'orders', lazy: async () => ({ Component: (await import('./orders/orders-page.js')).OrdersPage }) },
      {
        path: 'orders/:orderId',
        lazy: async () => ({ Component: (await import('./orders/order-page.js')).OrderPage }),
      },
      { path: 'account', lazy: async () => ({ Component: (await import('./session/account-page.js')).AccountPage }) },
      { path: 'sign-in', lazy: async () => ({ Component: (await import('./session/sign-in-page.js')).SignInPage }) },
      { path: 'sign-up', lazy: async () => ({ Component: (await import('./session/sign-up-page.js')).SignUpPage }) },
      { path: '*', Component: NotFoundPage },
    ],
  },
]);

export function App() {
  return <RouterProvider router={router} />;
}
