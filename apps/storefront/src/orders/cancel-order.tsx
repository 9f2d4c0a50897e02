import { cancelOrder, type Order } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { call, Dialog, Notice, useAct } from '@breakwater/web';
import { useState } from 'react';
import { cancelTrouble, mayCancelAgain } from './order-act-words.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** The order is no longer as it is shown. */
  readonly onStale: () => void;
}

export function CancelOrder({ order, onOrder, onStale }: Props) {
  const [asking, setAsking] = useState(false);
  const { busy, error, run, forget } = useAct<Order>(async ({ id, accessToken }, key) =>
    onOrder(
      await call(cancelOrder, {
        params: { orderId: id },
        query: { token: accessToken },
        headers: { 'idempotency-key': key },
      }),
    ),
  );
  const close = (): void => {
    setAsking(false);
    if (error !== undefined) onStale();
    forget();
  };
  const cancel = async (): Promise<void> => {
    if (await run(order)) setAsking(false);
  };
  const isFinal = error !== undefined && !mayCancelAgain(error);
  const trouble = error === undefined ? undefined : cancelTrouble(error);
  const isPaid = order.state === 'paid';
  return (
    <>
      <button type="button" className="button button-secondary button-small" onClick={() => setAsking(true)}>
        Cancel this order
      </button>
      <Dialog title={`Cancel order ${order.number}?`} open={asking} onClose={close}>
        <p>
          {isPaid
            ? `We give ${formatMoney(order.total)} back to your card; banks take up to five days.`
            : 'Nothing is charged. Should your bank have promised the money already, the promise is let go.'}{' '}
          The things go back on the shelf.
        </p>
        {trouble === undefined ? null : (
          <Notice tone="bad" title={trouble.title} level={3} takeFocus>
            <p>{trouble.text}</p>
          </Notice>
        )}
        <div className="button-row">
          {isFinal ? null : (
            <button
              type="button"
              className="button button-primary"
              aria-disabled={busy}
              onClick={() => (busy ? undefined : void cancel())}
            >
              {busy ? <span className="spinner" aria-hidden="true" /> : null}
              Yes, cancel it
            </button>
          )}
          <button type="button" className="button button-plain" onClick={close}>
            {isFinal ? 'Close' : 'Keep it'}
          </button>
        </div>
      </Dialog>
    </>
  );
}
