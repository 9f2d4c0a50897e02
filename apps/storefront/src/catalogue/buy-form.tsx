import type { ProductDetail, Variant } from '@breakwater/contracts';
import { announce, asApiError, Notice } from '@breakwater/web';
import { type FormEvent, useState } from 'react';
import { addToCart } from '../cart/cart-store.js';
import { cartDrawer } from '../cart/drawer-store.js';
import { QuantityInput } from '../cart/quantity-input.js';
import { stockHint } from './choose-variant.js';

export function BuyForm({ product, variant }: { product: ProductDetail; variant: Variant }) {
  const [quantity, setQuantity] = useState(1);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const hint = stockHint(product.stock, variant.sku);

  const add = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await addToCart(variant.sku, quantity);
      announce(`${product.title} is in your cart`);
      cartDrawer.set(true);
    } catch (error) {
      setProblem(asApiError(error).message);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy && hint.canBuy) void add();
  };
  return (
    <form className="buy-form" onSubmit={submit}>
      <p className={`stock stock-${hint.tone}`} aria-live="polite">
        {hint.text}
      </p>
      <div className="buy-row">
        <QuantityInput label="Quantity" value={quantity} min={1} onValue={setQuantity} />
        <button type="submit" className="button button-primary buy-button" aria-disabled={busy || !hint.canBuy}>
          {hint.canBuy ? 'Add to cart' : 'Sold out'}
          {busy ? <span className="spinner" aria-hidden="true" /> : null}
        </button>
      </div>
      {problem === undefined ? null : (
        <Notice tone="bad" title="It did not get into the cart" level={3}>
          <p>{problem}</p>
        </Notice>
      )}
    </form>
  );
}
