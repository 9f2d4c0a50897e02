import type { DiscrepancyWithLog } from '@breakwater/contracts';
import { formatInstant } from '../shell/format-instant.js';
import { Panel } from '../status/panel.js';
import { actionName } from './discrepancy-words.js';

export function DiscrepancyLog({ entries }: { entries: DiscrepancyWithLog['log'] }) {
  return (
    <Panel title="Log" columns={['When', 'What', 'By', 'Action', 'Note']} empty={entries.length === 0}>
      <tbody>
        {entries.map(({ at, event, by, action, note, details }) => (
          <tr key={`${at} ${event} ${by}`}>
            <td>{formatInstant(at)}</td>
            <th scope="row">{event}</th>
            <td>{by}</td>
            <td>{action === null ? '–' : actionName(action)}</td>
            <td className="detail">{note ?? (Object.keys(details).length === 0 ? '' : JSON.stringify(details))}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}
