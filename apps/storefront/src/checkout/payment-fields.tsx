import { Notice } from '@breakwater/web';
import { useEffect } from 'react';
import { CardFields } from './card-fields.js';
import { TestCards, TestMethods } from './test-cards.js';
import type { CardEntry } from './use-card-entry.js';

interface Props {
  readonly entry: CardEntry;
  readonly legend: string;
  /** Nothing can be changed now: an earlier card has no answer yet. */
  readonly disabled?: boolean;
}

export function PaymentFields({ entry, legend, disabled = false }: Props) {
  const { config, configError, reload, card, setCard, problems, testMethod, setTestMethod } = entry;
  return (
    <fieldset className="checkout-part" disabled={disabled}>
      <legend>{legend}</legend>
      {config === undefined && configError !== undefined ? <PaymentResting reload={reload} /> : null}
      {config === undefined && configError === undefined ? <span className="skeleton card-skeleton" /> : null}
      {config?.mode === 'sandbox' ? (
        <>
          <CardFields card={card} problems={problems} onCard={setCard} />
          <TestCards methods={config.testPaymentMethods} onCard={setCard} />
        </>
      ) : null}
      {config?.mode === 'stripe-test' ? (
        <TestMethods methods={config.testPaymentMethods} chosen={testMethod} onChoose={setTestMethod} />
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
      <p>We ask again every few seconds. What you typed stays here.</p>
    </Notice>
  );
}
