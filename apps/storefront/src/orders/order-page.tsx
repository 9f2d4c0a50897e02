import './orders.css';
import { Notice } from '@breakwater/web';
import { useParams, useSearchParams } from 'react-router';
import { LoadingPage } from '../shell/loading-page.js';
import { NotFoundPage } from '../shell/not-found-page.js';
import { Trouble } from '../shell/trouble.js';
import { OrderView } from './order-view.js';
import { useOrder } from './use-order.js';

export function OrderPage() {
  const { orderId = '' } = useParams();
  if (!/^[0-9a-f-]{36}$/i.test(orderId)) return <NotFoundPage what="This order" />;
  return <LoadedOrder key={orderId} orderId={orderId} />;
}

function LoadedOrder({ orderId }: { orderId: string }) {
  const [search] = useSearchParams();
  const { data, error, reload, put } = useOrder(orderId, search.get('token') ?? undefined);
  if (data === undefined) {
    if (error === undefined) return <LoadingPage />;
    if (error.status >= 400 && error.status < 500 && error.status !== 429) return <NotFoundPage what="This order" />;
    return (
      <div className="page">
        <Trouble error={error} retry={reload} what="this order" />
      </div>
    );
  }
  return (
    <section className="page order">
      {error === undefined ? null : (
        <Notice tone="warning" title="This may not be the newest state">
          <p>The shop does not answer just now. We ask again by ourselves.</p>
        </Notice>
      )}
      <OrderView order={data} onOrder={put} onStale={reload} />
    </section>
  );
}
