import { cancelOrder, type Order } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { ActDialog, call, useAct } from '@breakwater/web';
import { useRef } from 'react';
import { cancelTrouble } from './order-act-words.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  /** The order is no longer as it is shown. */
  readonly onStale: () => void;
}

const WORDS = { ask: 'Cancel this order', yes: 'Yes, cancel it', no: 'Keep it', busy: 'Cancelling…' };

export function CancelOrder({ order, onOrder, onStale }: Props) {
  const answer = useRef(order);
  const act = useAct<Order>(async ({ id, accessToken }, key) => {
    answer.current = await call(cancelOrder, {
      params: { orderId: id },
      query: { token: accessToken },
      headers: { 'idempotency-key': key },
    });
  });
  return (
    <ActDialog
      act={act}
      input={order}
      offered={order.mayCancel}
      title={`Cancel order ${order.number}?`}
      words={WORDS}
      troubleOf={cancelTrouble}
      onDone={() => onOrder(answer.current)}
      onStale={onStale}
    >
      {order.refundable.amountMinor > 0
        ? `We give ${formatMoney(order.refundable)} back to your card; banks take up to five days.`
        : 'Nothing is charged. Should your bank have promised the money already, the promise is let go.'}{' '}
      The things go back on the shelf.
    </ActDialog>
  );
}
