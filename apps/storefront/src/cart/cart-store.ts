import {
  type Cart,
  deleteCartCoupon,
  deleteCartLine,
  getCart,
  putCartCoupon,
  putCartLine,
} from '@breakwater/contracts';
import { type ApiError, asApiError, call, createStore } from '@breakwater/web';
import { MAX_QUANTITY, withWanted } from './cart-overlay.js';

export interface CartState {
  /** The last cart that the shop confirmed. */
  readonly confirmed: Cart | null;
  readonly wanted: ReadonlyMap<string, number>;
  readonly changingCoupon: boolean;
  readonly loading: boolean;
  readonly error: ApiError | undefined;
}

export const cartState = createStore<CartState>({
  confirmed: null,
  wanted: new Map(),
  changingCoupon: false,
  loading: true,
  error: undefined,
});

/** What the customer sees: the confirmed cart with what was clicked since. */
export const shownCart = ({ confirmed, wanted }: CartState): Cart | null =>
  confirmed === null ? null : withWanted(confirmed, wanted);

/** True until the shop has confirmed what is shown: the total may still change. */
export const isSettling = ({ wanted, changingCoupon }: CartState): boolean => wanted.size > 0 || changingCoupon;

const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('breakwater-cart') : undefined;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no target origin
const tellOtherTabs = (): void => otherTabs?.postMessage('changed');
const reload = (): void => void loadCart();
const patch = (part: Partial<CartState>): void => cartState.set({ ...cartState.get(), ...part });

export async function loadCart(): Promise<Cart | null> {
  try {
    const cart = await call(getCart, {});
    patch({ confirmed: cart, loading: false, error: undefined });
    return cart;
  } catch (error) {
    patch({ loading: false, error: asApiError(error) });
    return null;
  }
}

/** Another tab (or the checkout) changed the cart: read it again, everywhere. */
export async function reloadCartEverywhere(): Promise<Cart | null> {
  tellOtherTabs();
  return loadCart();
}

export function followOtherTabs(): () => void {
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') reload();
  };
  otherTabs?.addEventListener('message', reload);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    otherTabs?.removeEventListener('message', reload);
    document.removeEventListener('visibilitychange', onVisible);
  };
}

let turn: Promise<unknown> = Promise.resolve();

/** One change at a time: answers cannot overtake each other. */
function inTurn<T>(change: () => Promise<T>): Promise<T> {
  const mine = turn.then(change, change);
  turn = mine;
  return mine;
}

let sending: Promise<void> | undefined;

/** Sets a line's quantity, 0 removes it. Shown at once; rejects with the ApiError when the shop refuses. */
export function setQuantity(sku: string, quantity: number): Promise<void> {
  const wanted = new Map(cartState.get().wanted).set(sku, Math.min(MAX_QUANTITY, Math.max(0, quantity)));
  patch({ wanted, error: undefined });
  sending ??= inTurn(sendWanted).finally(() => {
    sending = undefined;
  });
  return sending;
}

/** Adds to what is in the cart already. */
export async function addToCart(sku: string, quantity: number): Promise<void> {
  const cart = shownCart(cartState.get()) ?? (await loadCart());
  const present = cart?.lines.find((line) => line.sku === sku)?.quantity ?? 0;
  await setQuantity(sku, present + quantity);
}

/** Pays a part with this coupon, with none for an empty code. Rejects with the ApiError when the shop refuses it. */
export async function setCoupon(code: string): Promise<void> {
  patch({ changingCoupon: true });
  try {
    const change = () => (code === '' ? call(deleteCartCoupon, {}) : call(putCartCoupon, { body: { code } }));
    patch({ confirmed: await inTurn(change), error: undefined });
    tellOtherTabs();
  } finally {
    patch({ changingCoupon: false });
  }
}

// Always the newest wish per line: fast clicks on + become few calls.
async function sendWanted(): Promise<void> {
  for (let next = firstWanted(); next !== undefined; next = firstWanted()) {
    const [sku, quantity] = next;
    try {
      const cart = await sendLine(sku, quantity);
      patch({ confirmed: cart, wanted: without(sku, quantity) });
    } catch (error) {
      patch({ wanted: new Map(), error: asApiError(error) });
      throw error;
    }
  }
  tellOtherTabs();
}

const firstWanted = (): [string, number] | undefined => cartState.get().wanted.entries().next().value;

function sendLine(sku: string, quantity: number): Promise<Cart> {
  if (quantity === 0) return call(deleteCartLine, { params: { sku } });
  return call(putCartLine, { params: { sku }, body: { quantity } });
}

function without(sku: string, sent: number): ReadonlyMap<string, number> {
  const wanted = new Map(cartState.get().wanted);
  if (wanted.get(sku) === sent) wanted.delete(sku);
  return wanted;
}
