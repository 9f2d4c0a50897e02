import { createStore } from '@breakwater/web';

/** Is the cart shown at the side of the page? */
export const cartDrawer = createStore(false);
