import type { Cart } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { type ApiError, asApiError, useStore } from '@breakwater/web';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { cartState } from '../cart/cart-store.js';
import { session } from '../session/session-store.js';
import { CardRefused } from './card-refused.js';
import { type Card, type CardProblems, checkCard, EMPTY_CARD } from './card-input.js';
import { addressOf, checkDelivery, type Delivery, type DeliveryProblems } from './delivery.js';
import { DeliveryFields } from './delivery-fields.js';
import { keepDraft, readDraft } from './delivery-draft.js';
import { PaymentFields } from './payment-fields.js';
import { buy, forgetOutcome, purchase } from './purchase-store.js';
import { tokeniseCard } from './tokenise-card.js';
import { usePaymentConfig } from './use-payment-config.js';

export function CheckoutForm({ cart }: { cart: Cart }) {
  const { customer } = useStore(session);
  const { phase, outcome } = useStore(purchase);
  const isSettling = useStore(cartState).wanted.size > 0;
  const { config, error: configError, reload } = usePaymentConfig();
  const [delivery, setDelivery] = useState<Delivery>(readDraft);
  const [card, setCard] = useState<Card>(EMPTY_CARD);
  const [testMethod, setTestMethod] = useState('');
  const [problems, setProblems] = useState<DeliveryProblems & CardProblems>({});
  const [cardError, setCardError] = useState<ApiError>();
  const [tokenising, setTokenising] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    if (customer === null) return;
    setDelivery((typed) => ({
      ...typed,
      email: typed.email === '' ? customer.email : typed.email,
      name: typed.name === '' ? customer.name : typed.name,
    }));
  }, [customer]);
  useEffect(() => keepDraft(delivery), [delivery]);

  const isBusy = phase !== 'idle' || tokenising;
  // Until the last purchase has an answer, only that one may be repeated.
  const isLocked = isBusy || outcome?.kind === 'unsettled' || isSettling || config === undefined;

  const pay = async (): Promise<void> => {
    if (config === undefined) return;
    setTokenising(true);
    setCardError(undefined);
    try {
      const paymentMethod = config.mode === 'stripe-test' ? testMethod : await tokeniseCard(config, card);
      void buy({
        email: delivery.email.trim(),
        shippingAddress: addressOf(delivery),
        paymentMethod,
        expectedTotal: cart.total,
      });
    } catch (error) {
      setCardError(asApiError(error));
    } finally {
      setTokenising(false);
    }
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isLocked) return;
    const cardProblems = config?.mode === 'stripe-test' ? {} : checkCard(card, new Date());
    const found = { ...checkDelivery(delivery), ...cardProblems };
    setProblems(found);
    forgetOutcome();
    if (Object.keys(found).length === 0 && (config?.mode !== 'stripe-test' || testMethod !== '')) void pay();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  return (
    <form className="checkout-form" ref={form} onSubmit={submit} noValidate aria-label="Checkout">
      <DeliveryFields delivery={delivery} problems={problems} onChange={setDelivery} />
      <PaymentFields
        config={config}
        error={configError}
        reload={reload}
        card={card}
        problems={problems}
        onCard={setCard}
        testMethod={testMethod}
        onTestMethod={setTestMethod}
      />
      {cardError === undefined ? null : <CardRefused error={cardError} />}
      {Object.keys(problems).length === 0 ? null : (
        <p className="field-problem" role="alert">
          Please look at the marked fields.
        </p>
      )}
      <button type="submit" className="button button-primary button-wide pay-button" aria-disabled={isLocked}>
        {isBusy ? <span className="spinner" aria-hidden="true" /> : null}
        {isBusy ? 'Paying…' : `Pay ${formatMoney(cart.total)}`}
      </button>
      <p className="quiet pay-note">
        You pay when you press the button. This is a demonstration: no real money moves and nothing is sent.
      </p>
    </form>
  );
}
