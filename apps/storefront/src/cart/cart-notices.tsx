import type { Cart } from '@breakwater/contracts';
import { type ApiError, Notice } from '@breakwater/web';

/** What changed in the cart without the customer's doing, and what went wrong with it. */
export function CartNotices({ cart, error, level = 2 }: { cart: Cart; error: ApiError | undefined; level?: 2 | 3 }) {
  const changed = cart.lines.filter((line) => line.formerUnitPrice !== null).length;
  return (
    <>
      {error === undefined ? null : (
        <Notice tone="bad" title="The cart could not be changed" level={level}>
          <p>{error.message} What you see is what the shop has.</p>
        </Notice>
      )}
      {cart.dropped.length === 0 ? null : (
        <Notice tone="warning" title="Some things are sold no longer" level={level}>
          <p>
            {cart.dropped.length === 1 ? 'One thing was' : `${cart.dropped.length} things were`} taken out of your cart:{' '}
            {cart.dropped.join(', ')}.
          </p>
        </Notice>
      )}
      {changed === 0 ? null : (
        <Notice tone="warning" title="Prices have changed" level={level}>
          <p>
            {changed === 1 ? 'One price is' : `${changed} prices are`} not what it was when you put it in. The lines
            show both.
          </p>
        </Notice>
      )}
    </>
  );
}
