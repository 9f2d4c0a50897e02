import { cancelOrder, type Order } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { call, Dialog, Notice, useAct } from '@breakwater/web';
import { useState } from 'react';
import { orderTrouble } from './order-trouble.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly onStale: () => void;
}

/** Ends an order that waits, or gives back one that is paid and not sent. The customer is told by mail. */
export function CancelOrder({ order, onOrder, onStale }: Props) {
  const [asking, setAsking] = useState(false);
  const { busy, error, run, forget } = useAct<string>(async (orderId, key) =>
    onOrder(await call(cancelOrder, { params: { orderId }, query: {}, headers: { 'idempotency-key': key } })),
  );
  const close = (): void => {
    setAsking(false);
    if (error !== undefined) onStale();
    forget();
  };
  const cancel = async (): Promise<void> => {
    if (await run(order.id)) setAsking(false);
  };
  return (
    <>
      <button type="button" className="button button-secondary button-small" onClick={() => setAsking(true)}>
        Cancel this order
      </button>
      <Dialog title={`Cancel order ${order.number}?`} open={asking} onClose={close}>
        <p>
          {order.state === 'paid'
            ? `${formatMoney(order.total)} go back to the card.`
            : 'Nothing is charged; a promise of the bank is let go.'}{' '}
          The things go back on the shelf. This cannot be undone.
        </p>
        {error === undefined ? null : (
          <Notice tone="bad" title="The order is not cancelled" level={3} takeFocus>
            <p>{orderTrouble(error)}</p>
          </Notice>
        )}
        <div className="button-row">
          <button
            type="button"
            className="button button-primary"
            aria-disabled={busy}
            onClick={() => (busy ? undefined : void cancel())}
          >
            {busy ? <span className="spinner" aria-hidden="true" /> : null}
            Yes, cancel it
          </button>
          <button type="button" className="button button-plain" onClick={close}>
            Keep it
          </button>
        </div>
      </Dialog>
    </>
  );
}
