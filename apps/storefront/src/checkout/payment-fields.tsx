import type { PaymentConfig } from '@breakwater/contracts';
import { type ApiError, Notice } from '@breakwater/web';
import { useEffect } from 'react';
import type { Card, CardProblems } from './card-input.js';
import { CardFields } from './card-fields.js';
import { TestCards, TestMethods } from './test-cards.js';

interface Props {
  readonly config: PaymentConfig | undefined;
  readonly error: ApiError | undefined;
  readonly reload: () => void;
  readonly card: Card;
  readonly problems: CardProblems;
  readonly onCard: (card: Card) => void;
  readonly testMethod: string;
  readonly onTestMethod: (id: string) => void;
}

export function PaymentFields({ config, error, reload, card, problems, onCard, testMethod, onTestMethod }: Props) {
  return (
    <fieldset className="checkout-part">
      <legend>Payment</legend>
      {config === undefined && error !== undefined ? <PaymentResting reload={reload} /> : null}
      {config === undefined && error === undefined ? <span className="skeleton card-skeleton" /> : null}
      {config?.mode === 'sandbox' ? (
        <>
          <CardFields card={card} problems={problems} onCard={onCard} />
          <TestCards methods={config.testPaymentMethods} onCard={onCard} />
        </>
      ) : null}
      {config?.mode === 'stripe-test' ? (
        <TestMethods methods={config.testPaymentMethods} chosen={testMethod} onChoose={onTestMethod} />
      ) : null}
    </fieldset>
  );
}

function PaymentResting({ reload }: { reload: () => void }) {
  useEffect(() => {
    const timer = setInterval(reload, 4_000 + Math.random() * 2_000);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Notice tone="warning" title="Paying is resting just now" level={3}>
      <p>We ask again every few seconds. Your cart and what you typed stay here.</p>
    </Notice>
  );
}
