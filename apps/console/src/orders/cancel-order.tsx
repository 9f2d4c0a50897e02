import { cancelOrder, type Order } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { ActDialog, call, useAct } from '@breakwater/web';
import { useRef } from 'react';
import { cancelTrouble } from './order-trouble.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly onStale: () => void;
}

const WORDS = { ask: 'Cancel this order', yes: 'Yes, cancel it', no: 'Keep it', busy: 'Cancelling…' };

/** Ends an order that waits, or gives back one that is paid and not sent. The customer is told by mail. */
export function CancelOrder({ order, onOrder, onStale }: Props) {
  const answer = useRef(order);
  const act = useAct<string>(async (orderId, key) => {
    const headers = { 'idempotency-key': key };
    answer.current = await call(cancelOrder, { params: { orderId }, query: {}, headers });
  });
  return (
    <div className="button-row">
      <ActDialog
        act={act}
        input={order.id}
        offered={order.mayCancel}
        title={`Cancel order ${order.number}?`}
        words={WORDS}
        troubleOf={cancelTrouble}
        onDone={() => onOrder(answer.current)}
        onStale={onStale}
      >
        {order.refundable.amountMinor > 0
          ? `${formatMoney(order.refundable)} goes back to the card.`
          : 'Nothing is charged; a promise of the bank is let go.'}{' '}
        The things go back on the shelf. This cannot be undone.
      </ActDialog>
    </div>
  );
}
