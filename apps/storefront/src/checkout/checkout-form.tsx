import type { Cart } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { useStore } from '@breakwater/web';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { cartState, isSettling } from '../cart/cart-store.js';
import { session } from '../session/session-store.js';
import { CardRefused } from './card-refused.js';
import { addressOf, checkDelivery, type Delivery, type DeliveryProblems } from './delivery.js';
import { DeliveryFields } from './delivery-fields.js';
import { keepDraft, readDraft } from './delivery-draft.js';
import { PaymentFields } from './payment-fields.js';
import { buy, forgetOutcome, purchase } from './purchase-store.js';
import { useCardEntry } from './use-card-entry.js';

export function CheckoutForm({ cart }: { cart: Cart }) {
  const { customer } = useStore(session);
  const { phase, outcome } = useStore(purchase);
  const cartSettles = isSettling(useStore(cartState));
  const entry = useCardEntry();
  const [delivery, setDelivery] = useState<Delivery>(readDraft);
  const [problems, setProblems] = useState<DeliveryProblems>({});
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

  const mustWait = useMustWait(outcome?.kind === 'in_checkout' ? outcome : undefined);
  const isBusy = phase !== 'idle' || entry.tokenising;
  // Until the last purchase has an answer, only that one may be repeated.
  const isLocked = isBusy || outcome?.kind === 'unsettled' || mustWait || cartSettles || entry.config === undefined;

  const pay = async (): Promise<void> => {
    // Who cannot reach the provider orders all the same, and pays by the link in the mail.
    const paymentMethod = await entry.tokenise({ orNone: true });
    if (paymentMethod === undefined) return;
    void buy({
      email: delivery.email.trim(),
      shippingAddress: addressOf(delivery),
      paymentMethod,
      expectedTotal: cart.total,
    });
  };

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isLocked) return;
    const found = checkDelivery(delivery);
    setProblems(found);
    forgetOutcome();
    const cardIsGood = entry.check();
    if (cardIsGood && Object.keys(found).length === 0) void pay();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };

  return (
    <form className="checkout-form" ref={form} onSubmit={submit} noValidate aria-label="Checkout">
      <DeliveryFields delivery={delivery} problems={problems} onChange={setDelivery} />
      <PaymentFields entry={entry} legend="Payment" />
      {entry.refusal === undefined ? null : <CardRefused error={entry.refusal} />}
      {Object.keys({ ...problems, ...entry.problems }).length === 0 ? null : (
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

/** True from such an answer until the shop lets us ask again. */
function useMustWait(answer: { readonly retryAfterMs: number } | undefined): boolean {
  const [over, setOver] = useState<object>();
  useEffect(() => {
    if (answer === undefined) return undefined;
    const timer = setTimeout(() => setOver(answer), answer.retryAfterMs);
    return () => clearTimeout(timer);
  }, [answer]);
  return answer !== undefined && over !== answer;
}
