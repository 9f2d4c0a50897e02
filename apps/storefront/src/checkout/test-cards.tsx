import type { PaymentConfig } from '@breakwater/contracts';
import { type Card, formatCardNumber } from './card-input.js';

type Method = PaymentConfig['testPaymentMethods'][number];

/** Fills the card form in one click. Only where the provider is a test one. */
export function TestCards({ methods, onCard }: { methods: readonly Method[]; onCard: (card: Card) => void }) {
  if (methods.length === 0) return null;
  const year = String(new Date().getFullYear() + 3).slice(2);
  return (
    <div className="demo-box">
      <p className="demo-title">
        <span className="badge badge-warning">Demo</span> Fill in a test card
      </p>
      <ul className="demo-cards">
        {methods.map((method) => (
          <li key={method.id}>
            <button
              type="button"
              className="demo-card"
              onClick={() =>
                onCard({ number: formatCardNumber(method.cardNumber), expiry: `12 / ${year}`, cvc: '123' })
              }
            >
              <span className="visually-hidden">Use test card: </span>
              <strong>{method.label}</strong>
              <span className="demo-outcome">{method.outcome}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface MethodsProps {
  readonly methods: readonly Method[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** The provider's own test mode takes ready-made payment methods: choose one. */
export function TestMethods({ methods, chosen, onChoose }: MethodsProps) {
  return (
    <div className="demo-box" role="radiogroup" aria-label="Test payment method">
      <p className="demo-title">
        <span className="badge badge-warning">Demo</span> Choose a test payment method
      </p>
      {methods.map((method) => (
        <label key={method.id} className="demo-method">
          <input
            type="radio"
            name="test-method"
            required
            value={method.id}
            checked={chosen === method.id}
            aria-invalid={chosen === ''}
            onChange={() => onChoose(method.id)}
          />
          <span>
            <strong>{method.label}</strong> {method.outcome}
          </span>
        </label>
      ))}
    </div>
  );
}
