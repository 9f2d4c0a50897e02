import type { Order } from '@breakwater/contracts';
import { asApiError } from '@breakwater/web';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { loadCart, setQuantity } from '../cart/cart-store.js';

/** Puts what is missing of the order back into the cart and goes to the checkout. */
export function TryAgain({ order }: { order: Order }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const refill = async (): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const cart = await loadCart();
      const present = new Set(cart?.lines.map((line) => line.sku));
      for (const { sku, quantity } of order.lines) {
        if (!present.has(sku)) await setQuantity(sku, quantity);
      }
      void navigate('/checkout');
    } catch (error) {
      setProblem(asApiError(error).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <p>
        <button
          type="button"
          className="button button-primary"
          aria-disabled={busy}
          onClick={() => (busy ? undefined : void refill())}
        >
          {order.state === 'cancelled' ? 'Order the same again' : 'Try again'}
        </button>
      </p>
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
