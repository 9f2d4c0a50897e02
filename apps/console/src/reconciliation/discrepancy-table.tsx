import type { Discrepancy } from '@breakwater/contracts';
import { Price } from '@breakwater/web';
import { Link } from 'react-router';
import { formatDuration } from '../status/format.js';
import { Panel } from '../status/panel.js';
import { DiscrepancyBadge } from './discrepancy-badge.js';
import { concerns, kindWords } from './discrepancy-words.js';

const COLUMNS = ['Kind', 'State', 'Age', 'Unexplained', 'Owner', 'Concerns', 'What does not match'];

export function DiscrepancyTable({ title, items }: { title: string; items: readonly Discrepancy[] }) {
  return (
    <Panel title={title} columns={COLUMNS} empty={items.length === 0} emptyText="Nothing of this sort.">
      <tbody>
        {items.map((item) => (
          <tr key={item.id} className={item.state === 'waiting' ? 'row-degraded' : undefined}>
            <th scope="row">
              <Link to={`/reconciliation/discrepancies/${item.id}`}>{kindWords(item.kind).name}</Link>
            </th>
            <td>
              <DiscrepancyBadge state={item.state} />
            </td>
            <td>{formatDuration(item.ageSeconds)}</td>
            <td>
              <Price amount={item.unexplained} />
            </td>
            <td>{item.owner}</td>
            <td>
              <code>{concerns(item)}</code>
            </td>
            <td className="detail">
              expected {item.expected}, found {item.found}
            </td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}
