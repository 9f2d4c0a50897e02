import { Notice, useStore } from '@breakwater/web';
import { Link, useLocation } from 'react-router';
import { readPending } from './pending-purchase.js';
import { purchaseStorage } from './purchase-storage.js';
import { purchase } from './purchase-store.js';

/** For those who left the checkout before the answer: a way back to it, from every page. */
export function PendingReminder() {
  useLocation();
  const { outcome } = useStore(purchase);
  if (outcome === undefined && readPending(purchaseStorage, Date.now()) === undefined) return null;
  const title = outcome === undefined ? 'Your last order has no answer yet' : 'There is an answer to your last order';
  return (
    <div className="reminder">
      <Notice tone="warning" title={title}>
        <p>
          <Link to="/checkout">See what became of it</Link>. You will not be charged twice.
        </p>
      </Notice>
    </div>
  );
}
