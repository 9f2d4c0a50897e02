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
  /** The order is no longer as it is shown. */
  readonly onStale: () => void;
}

/** Another card for an order whose payment did not go through. */
export function PayAgain({ order, onOrder, onStale }: Props) {
  const entry = useCardEntry();
  const form = useRef<HTMLFormElement>(null);
  const { busy, error, run } = useAct<string>(async (paymentMethod, key) => {
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
    if (refused !== undefined) onOrder(refused);
    else onStale();
  }, [error, onOrder, onStale]);

  const isBusy = busy || entry.tokenising;
  const isLocked = isBusy || entry.config === undefined;
  const pay = async (): Promise<void> => {
    const paymentMethod = await entry.tokenise();
    if (paymentMethod !== undefined) await run(paymentMethod);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isLocked) return;
    if (entry.check()) void pay();
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const trouble = error === undefined || isBusy ? undefined : payTrouble(error);
  return (
    <form className="card pay-again" ref={form} onSubmit={submit} noValidate aria-label="Pay by another card">
      <PaymentFields entry={entry} legend="Pay by another card" />
      {entry.refusal === undefined ? null : <CardRefused error={entry.refusal} />}
      {trouble === undefined ? null : (
        <Notice tone="bad" title={trouble.title} takeFocus>
          <p>{trouble.text}</p>
        </Notice>
      )}
      <button type="submit" className="button button-primary button-wide" aria-disabled={isLocked}>
        {isBusy ? <span className="spinner" aria-hidden="true" /> : null}
        {isBusy ? 'Paying…' : `Pay ${formatMoney(order.total)}`}
      </button>
    </form>
  );
}
