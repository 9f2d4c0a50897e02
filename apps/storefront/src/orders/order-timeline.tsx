import type { Order } from '@breakwater/contracts';
import { formatTime } from '../shell/format-date.js';
import { stepWords } from './order-words.js';

export function OrderTimeline({ order }: { order: Order }) {
  return (
    <ol className="timeline">
      {order.timeline.map(({ state, at }, i) => (
        <li key={`${state} ${at}`} aria-current={i === order.timeline.length - 1 ? 'step' : undefined}>
          <span className="timeline-step">{stepWords(state)}</span>
          <time className="quiet" dateTime={at}>
            {formatTime(at)}
          </time>
        </li>
      ))}
    </ol>
  );
}
