import type { Cart } from '@breakwater/contracts';
import { announce, asApiError, useStore } from '@breakwater/web';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { cartState, setCoupon } from './cart-store.js';
import { couponWords, normaliseCoupon } from './coupon-words.js';

/** Where a coupon is typed in, or the one that is in the cart with a way to take it out again. */
export function CouponField({ cart }: { cart: Cart }) {
  const busy = useStore(cartState).changingCoupon;
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState<string>();
  const id = useId();
  const box = useRef<HTMLFormElement>(null);
  const changed = useRef(false);
  const taken = cart.coupon?.code;

  // What had the focus is gone with the change; it goes to what came in its place.
  useEffect(() => {
    if (changed.current) box.current?.querySelector<HTMLElement>('input, button')?.focus();
    changed.current = false;
  }, [taken]);

  const change = async (wanted: string): Promise<void> => {
    setProblem(undefined);
    try {
      changed.current = true;
      await setCoupon(wanted);
      setCode('');
      announce(wanted === '' ? 'Coupon taken out' : `Coupon ${wanted} is in the cart`);
    } catch (failure) {
      changed.current = false;
      const error = asApiError(failure);
      setProblem(couponWords(error.code) ?? error.message);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    const typed = normaliseCoupon(code);
    if (taken !== undefined) void change('');
    else if (typed !== '') void change(typed);
    else setProblem('Enter the code of your coupon.');
  };
  return (
    <form className="field coupon" ref={box} onSubmit={submit} noValidate aria-label="Coupon">
      {taken === undefined ? (
        <>
          <label htmlFor={id}>Coupon code</label>
          <div className="coupon-row">
            <input
              id={id}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={60}
              value={code}
              onChange={(event) => setCode(event.target.value)}
              aria-invalid={problem !== undefined}
              aria-describedby={problem === undefined ? undefined : `${id}-problem`}
            />
            <button type="submit" className="button button-secondary" aria-disabled={busy}>
              Apply
            </button>
          </div>
        </>
      ) : (
        <div className="coupon-row">
          <p className="quiet">One for each order.</p>
          <button type="submit" className="button button-plain button-small" aria-disabled={busy}>
            Remove coupon
          </button>
        </div>
      )}
      {problem === undefined ? null : (
        <p className="field-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
