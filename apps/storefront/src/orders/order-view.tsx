import type { Order } from '@breakwater/contracts';
import { announce, Notice, Price } from '@breakwater/web';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { OrderTotals } from './order-totals.js';
import { ProductPicture } from '../catalogue/picture.js';
import { variantLabel } from '../catalogue/variant-label.js';
import { countryName } from '../checkout/delivery.js';
import { formatTime } from '../shell/format-date.js';
import { PageTitle } from '../shell/page-title.js';
import { OrderTimeline } from './order-timeline.js';
import { mayTryAgain, wordsFor } from './order-words.js';
import { TryAgain } from './try-again.js';

export function OrderView({ order }: { order: Order }) {
  useAnnounceChanges(order);
  return (
    <>
      <PageTitle>{`Order ${order.number}`}</PageTitle>
      <OrderState order={order} />
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
        </aside>
      </div>
    </>
  );
}

function OrderState({ order }: { order: Order }) {
  const words = wordsFor(order.state, order);
  return (
    <div data-state={order.state}>
      <Notice tone={words.tone} title={words.title}>
        <p>{words.text}</p>
        {order.state === 'requires_action' && order.nextActionUrl !== null ? (
          <p>
            <a className="button button-primary" href={order.nextActionUrl}>
              Confirm with your bank
            </a>
          </p>
        ) : null}
        {mayTryAgain(order.state) ? <TryAgain order={order} /> : null}
        {order.pollAfterMs === null ? null : <p className="quiet order-live">This page keeps itself up to date.</p>}
      </Notice>
    </div>
  );
}

function useAnnounceChanges(order: Order): void {
  const former = useRef(order.state);
  useEffect(() => {
    if (former.current !== order.state) announce(wordsFor(order.state).title);
    former.current = order.state;
  }, [order.state]);
}
