import '../checkout/checkout.css';
import { type Order, payOrder } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { call, Notice, useAct } from '@breakwater/web';
import { type FormEvent, useEffect, useRef } from 'react';
import { CardRefused } from '../checkout/card-refused.js';
import { PaymentFields } from '../checkout/payment-fields.js';
import { orderIn } from '../checkout/purchase-outcome.js';
import { useCardEntry } from '../checkout/use-card-entry.js';
import { payTrouble } from './order-act-words.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** As the order is after a refusal, which is told here. */
  readonly onRefused: (order: Order) => void;
  /** The order is no longer as it is shown. */
  readonly onStale: () => void;
}

interface Payment {
  readonly paymentMethod: string;
  /** What the customer calls it. */
  readonly cardName: string;
}

/** A card for an order that has none, or another one when the payment did not go through. */
export function PayAgain({ order, onOrder, onRefused, onStale }: Props) {
  const entry = useCardEntry();
  const form = useRef<HTMLFormElement>(null);
  const { busy, error, unsettled, run, again } = useAct<Payment>(async ({ paymentMethod }, key) => {
    const { id, accessToken } = order;
    const paid = await call(payOrder, {
      params: { orderId: id },
      query: { token: accessToken },
      body: { paymentMethod },
      headers: { 'idempotency-key': key },
      timeoutMs: 30_000,
    });
    if (paid.nextActionUrl !== null) window.location.assign(paid.nextActionUrl);
    else onOrder(paid);
  });
  useEffect(() => {
    if (error === undefined) return;
    const refused = orderIn(error);
    if (refused !== undefined) onRefused(refused);
    else onStale();
  }, [error, onRefused, onStale]);

  const isBusy = busy || entry.tokenising;
  const isLocked = isBusy || entry.config === undefined;
  const pay = async (): Promise<void> => {
    const { cardName } = entry;
    const paymentMethod = await entry.tokenise();
    if (typeof paymentMethod === 'string') await run({ paymentMethod, cardName });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isLocked) return;
    if (unsettled !== undefined) void again();
    else if (entry.check()) void pay();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const trouble = error === undefined || isBusy ? undefined : payTrouble(error);
  const legend = order.hasPaymentMethod ? 'Pay by another card' : 'Pay by card';
  return (
    <form className="card pay-again" ref={form} onSubmit={submit} noValidate aria-label={legend}>
      <PaymentFields entry={entry} legend={legend} disabled={isBusy || unsettled !== undefined} />
      {entry.refusal === undefined ? null : <CardRefused error={entry.refusal} />}
      {trouble === undefined ? null : (
        <Notice tone={unsettled === undefined ? 'bad' : 'warning'} title={trouble.title} takeFocus>
          <p>{trouble.text}</p>
        </Notice>
      )}
      <button type="submit" className="button button-primary button-wide" aria-disabled={isLocked}>
        {isBusy ? <span className="spinner" aria-hidden="true" /> : null}
        {isBusy ? 'Paying…' : buttonWords(order, unsettled)}
      </button>
    </form>
  );
}

const buttonWords = ({ total }: Order, unsettled: Payment | undefined): string =>
  unsettled === undefined ? `Pay ${formatMoney(total)}` : `Ask again about ${unsettled.cardName}`;
