import type { Order } from '@breakwater/contracts';
import { Field } from '@breakwater/web';
import { useId } from 'react';
import type { RefundChoice, RefundDraft } from './refundable.js';

interface Props {
  readonly order: Order;
  readonly draft: RefundDraft;
  readonly left: string;
  readonly onDraft: (draft: RefundDraft) => void;
}

export function RefundChoices({ order, draft, left, onDraft }: Props) {
  const name = useId();
  const choices: readonly (readonly [RefundChoice, string])[] = [
    ['rest', `All that is left, ${left}`],
    ['lines', 'Some of the lines; they go back on the shelf'],
    ['amount', 'An amount; nothing comes back'],
  ];
  return (
    <>
      <fieldset className="choices">
        <legend className="field-label">What is given back</legend>
        {choices.map(([choice, text]) => (
          <label key={choice} className="choice">
            <input
              type="radio"
              name={name}
              value={choice}
              checked={draft.choice === choice}
              onChange={() => onDraft({ ...draft, choice })}
            />
            <span>{text}</span>
          </label>
        ))}
      </fieldset>
      {draft.choice === 'amount' ? (
        <Field
          label={`Amount in ${order.total.currency}`}
          inputMode="decimal"
          autoComplete="off"
          required
          placeholder="12.50"
          value={draft.amount}
          onValue={(amount) => onDraft({ ...draft, amount })}
        />
      ) : null}
      {draft.choice === 'lines' ? <LineChoices order={order} draft={draft} onDraft={onDraft} /> : null}
    </>
  );
}

function LineChoices({ order, draft, onDraft }: Omit<Props, 'left'>) {
  const id = useId();
  return (
    <ul className="refund-lines" aria-label="Lines to give back">
      {order.lines.map(({ sku, title, variantTitle, quantity }) => (
        <li key={sku} className="field">
          <label htmlFor={`${id} ${sku}`}>
            {title} {variantTitle}
          </label>
          <select
            id={`${id} ${sku}`}
            value={draft.quantities[sku] ?? 0}
            onChange={(event) =>
              onDraft({ ...draft, quantities: { ...draft.quantities, [sku]: Number(event.target.value) } })
            }
          >
            {Array.from({ length: quantity + 1 }, (_, count) => (
              <option key={count} value={count}>
                {count} of {quantity}
              </option>
            ))}
          </select>
        </li>
      ))}
    </ul>
  );
}
