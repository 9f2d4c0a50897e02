import type { Run } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';

export function Discrepancies({ items }: { items: Run['discrepancies'] }) {
  return (
    <details className="discrepancies">
      <summary>What does not match</summary>
      <ul>
        {items.map((item) => (
          <li key={`${item.kind} ${item.orderId ?? ''} ${item.attemptId ?? ''} ${item.providerReference ?? ''}`}>
            <strong>{item.kind.replaceAll('_', ' ')}</strong>: expected {item.expected}, found {item.found};{' '}
            {formatMoney(item.unexplained)} unexplained.{' '}
            <code>{item.orderId ?? item.attemptId ?? item.providerReference}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
