import './orders.css';
import { listOrders, type OrderSummary } from '@breakwater/contracts';
import { call, Price, useResource, useStore } from '@breakwater/web';
import { Link } from 'react-router';
import { session } from '../session/session-store.js';
import { formatDate } from '../shell/format-date.js';
import { Lighthouse } from '../shell/lighthouse.js';
import { PageTitle } from '../shell/page-title.js';
import { Trouble } from '../shell/trouble.js';
import { badgeFor } from './order-words.js';

export function OrdersPage() {
  const { customer } = useStore(session);
  const { data, error, reload } = useResource(`orders ${customer?.id ?? 'guest'}`, (signal) =>
    call(listOrders, { signal }),
  );
  return (
    <section className="page orders">
      <PageTitle>Your orders</PageTitle>
      {customer === null ? (
        <p className="quiet">
          These are the orders of this browser. <Link to="/sign-in?to=/orders">Sign in</Link> to see those of your
          account.
        </p>
      ) : null}
      {data === undefined && error === undefined ? <span className="skeleton skeleton-block" /> : null}
      {data === undefined && error !== undefined ? <Trouble error={error} retry={reload} what="your orders" /> : null}
      {data?.items.length === 0 ? (
        <div className="empty">
          <Lighthouse />
          <p>You have not ordered anything yet.</p>
          <Link to="/shop" className="button button-primary">
            See everything
          </Link>
        </div>
      ) : null}
      {data === undefined || data.items.length === 0 ? null : (
        <ul className="order-list">
          {data.items.map((order) => (
            <OrderRow key={order.id} order={order} />
          ))}
        </ul>
      )}
    </section>
  );
}

const BADGES = { good: 'badge-good', warning: 'badge-warning', bad: 'badge-bad', info: '' } as const;

function OrderRow({ order }: { order: OrderSummary }) {
  const badge = badgeFor(order.state);
  return (
    <li className="card order-row">
      <Link to={`/orders/${order.id}?token=${encodeURIComponent(order.accessToken)}`} className="order-number">
        <span className="visually-hidden">Order </span>
        {order.number}
      </Link>
      <span className={`badge ${BADGES[badge.tone]}`}>{badge.text}</span>
      <span className="quiet">
        {formatDate(order.placedAt)}, {order.itemCount} {order.itemCount === 1 ? 'item' : 'items'}
      </span>
      <strong>
        <Price amount={order.total} />
      </strong>
    </li>
  );
}
