import type { Order } from '@breakwater/contracts';
import { Price } from '@breakwater/web';
import { formatTime } from '../shell/format-date.js';
import { refundStateWords } from './refund-words.js';

export function RefundList({ refunds }: Pick<Order, 'refunds'>) {
  if (refunds.length === 0) return null;
  return (
    <section className="refunds" aria-labelledby="refunds">
      <h2 id="refunds">Refunds</h2>
      <ul>
        {refunds.map(({ id, amount, state, reason, at }) => (
          <li key={id} className="refund">
            <span>
              {reason} <span className="quiet">({refundStateWords(state)})</span>
            </span>
            <Price amount={amount} />
            <time className="quiet" dateTime={at}>
              {formatTime(at)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
}
