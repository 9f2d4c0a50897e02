import type { Order } from '@breakwater/contracts';
import { announce, Notice } from '@breakwater/web';
import { useEffect, useRef } from 'react';
import { mayTryAgain, wordsFor } from './order-words.js';
import { TryAgain } from './try-again.js';

/** How the order is and what may be done about it. `takeFocus`: it is the answer to something done on this page. */
export function OrderNotice({ order, takeFocus }: { order: Order; takeFocus: boolean }) {
  const { tone, title, text } = wordsFor(order);
  useAnnounce(title);
  const asksForBank = order.state === 'requires_action' || order.state === 'payment_due';
  return (
    <div data-state={order.state}>
      <Notice tone={tone} title={title} takeFocus={takeFocus}>
        <p>{text}</p>
        {asksForBank && order.nextActionUrl !== null ? (
          <p>
            <a className="button button-primary" href={order.nextActionUrl}>
              Confirm with your bank
            </a>
          </p>
        ) : null}
        {mayTryAgain(order) ? <TryAgain order={order} /> : null}
        {order.pollAfterMs === null ? null : <p className="quiet order-live">This page keeps itself up to date.</p>}
      </Notice>
    </div>
  );
}

function useAnnounce(title: string): void {
  const former = useRef(title);
  useEffect(() => {
    if (former.current !== title) announce(title);
    former.current = title;
  }, [title]);
}
