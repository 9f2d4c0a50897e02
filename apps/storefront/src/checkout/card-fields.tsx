import { Field } from '@breakwater/web';
import { type Card, type CardProblems, digitsOf, formatCardNumber, formatExpiry } from './card-input.js';

interface Props {
  readonly card: Card;
  readonly problems: CardProblems;
  readonly onCard: (card: Card) => void;
}

/** No `name` on these inputs: the card is never part of a form that the browser could send to the shop. */
export function CardFields({ card, problems, onCard }: Props) {
  return (
    <div className="card-fields">
      <Field
        label="Card number"
        inputMode="numeric"
        autoComplete="cc-number"
        required
        placeholder="1234 1234 1234 1234"
        value={card.number}
        onValue={(number) => onCard({ ...card, number: formatCardNumber(number) })}
        problem={problems.number}
        hint="Goes to the payment provider only, never to this shop."
      />
      <div className="field-row">
        <Field
          label="Expiry date"
          inputMode="numeric"
          autoComplete="cc-exp"
          required
          placeholder="MM / YY"
          value={card.expiry}
          onValue={(expiry) => onCard({ ...card, expiry: formatExpiry(expiry, card.expiry) })}
          problem={problems.expiry}
        />
        <Field
          label="Security code"
          inputMode="numeric"
          autoComplete="cc-csc"
          required
          placeholder="CVC"
          value={card.cvc}
          onValue={(cvc) => onCard({ ...card, cvc: digitsOf(cvc).slice(0, 4) })}
          problem={problems.cvc}
        />
      </div>
    </div>
  );
}
