import { fulfilOrder, type Order } from '@breakwater/contracts';
import { call, useAct } from '@breakwater/web';
import { orderTrouble } from './order-trouble.js';

interface Props {
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly onStale: () => void;
}

export function FulfilOrder({ order, onOrder, onStale }: Props) {
  const { busy, error, unsettled, run, again } = useAct<string>(async (orderId) => {
    onOrder(await call(fulfilOrder, { params: { orderId } }));
  });
  const fulfil = async (): Promise<void> => {
    if (!(await (unsettled === undefined ? run(order.id) : again()))) onStale();
  };
  return (
    <div className="button-row">
      <button
        type="button"
        className="button button-secondary button-small"
        aria-disabled={busy}
        onClick={() => (busy ? undefined : void fulfil())}
      >
        Mark as sent
      </button>
      {error === undefined ? null : (
        <p className="field-problem" role="alert">
          {orderTrouble(error)}
        </p>
      )}
    </div>
  );
}
