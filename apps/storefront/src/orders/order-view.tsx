import type { Order } from '@breakwater/contracts';
import { Price } from '@breakwater/web';
import { useCallback, useEffect, useState } from 'react';
import { Link } from 'react-router';
import { ProductPicture } from '../catalogue/picture.js';
import { variantLabel } from '../catalogue/variant-label.js';
import { countryName } from '../checkout/delivery.js';
import { formatTime } from '../shell/format-date.js';
import { PageTitle } from '../shell/page-title.js';
import { ApologyCard } from './apology-card.js';
import { CancelOrder } from './cancel-order.js';
import { OrderNotice } from './order-notice.js';
import { OrderTimeline } from './order-timeline.js';
import { OrderTotals } from './order-totals.js';
import { PayAgain } from './pay-again.js';
import { RefundList } from './refund-list.js';

interface Props {
  readonly order: Order;
  /** What the shop answered to something that the customer did here. */
  readonly onOrder: (order: Order) => void;
  readonly onStale: () => void;
}

export function OrderView({ order, onOrder, onStale }: Props) {
  const [acted, setActed] = useState(false);
  const onAnswer = useCallback(
    (answer: Order) => {
      setActed(true);
      onOrder(answer);
    },
    [onOrder],
  );
  // The answer has the focus now; what a later poll brings must not take it.
  useEffect(() => setActed(false), [acted]);
  return (
    <>
      <PageTitle>{`Order ${order.number}`}</PageTitle>
      <OrderNotice order={order} takeFocus={acted} />
      {order.apology === null ? null : <ApologyCard apology={order.apology} />}
      {order.state === 'payment_due' ? (
        <PayAgain order={order} onOrder={onAnswer} onRefused={onOrder} onStale={onStale} />
      ) : null}
      <div className="order-columns">
        <div className="order-main">
          <h2>What you ordered</h2>
          <ul>
            {order.lines.map((line) => (
              <li key={line.sku} className="order-line">
                <ProductPicture picture={line.picture} decorative />
                <span>
                  {line.quantity} × <Link to={`/products/${line.slug}`}>{line.title}</Link>{' '}
                  <span className="quiet">{variantLabel(line.variantTitle)}</span>
                </span>
                <Price amount={line.lineTotal} />
              </li>
            ))}
          </ul>
          <OrderTotals order={order} />
          <RefundList refunds={order.refunds} />
        </div>
        <aside className="order-aside" aria-label="Course of this order">
          <div className="card">
            <h2>Course</h2>
            <OrderTimeline order={order} />
          </div>
          <div className="card">
            <h2>Goes to</h2>
            <address>
              {[order.shippingAddress.name, order.shippingAddress.line1, order.shippingAddress.line2]
                .concat([
                  `${order.shippingAddress.postalCode} ${order.shippingAddress.city}`,
                  countryName(order.shippingAddress.country),
                ])
                .filter((part) => part !== undefined && part !== '')
                .join('\n')}
            </address>
            <p className="quiet">Placed {formatTime(order.placedAt)}</p>
          </div>
          <CancelOrder order={order} onOrder={onAnswer} onStale={onStale} />
        </aside>
      </div>
    </>
  );
}
