import { useEffect, useId, useState } from 'react';
import { MAX_QUANTITY, parseQuantity } from './cart-overlay.js';

interface Props {
  /** What the field is called; for a cart line it names the product too. */
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly onValue: (value: number) => void;
}

/** A whole number with a button at each side. A typed number counts when the field is left or Enter is pressed. */
export function QuantityInput({ label, value, min, onValue }: Props) {
  const id = useId();
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const commit = (): void => {
    const typed = Math.max(min, parseQuantity(text) ?? value);
    setText(String(typed));
    if (typed !== value) onValue(typed);
  };
  return (
    <div className="quantity">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <button
        type="button"
        aria-label={`One less: ${label}`}
        aria-disabled={value <= min}
        onClick={() => (value > min ? onValue(value - 1) : undefined)}
      >
        −
      </button>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            commit();
          }
        }}
      />
      <button
        type="button"
        aria-label={`One more: ${label}`}
        aria-disabled={value >= MAX_QUANTITY}
        onClick={() => (value < MAX_QUANTITY ? onValue(value + 1) : undefined)}
      >
        +
      </button>
    </div>
  );
}
