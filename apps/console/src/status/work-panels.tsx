import type { SystemStatus } from '@breakwater/contracts';
import { formatDuration } from './format.js';
import { Panel } from './panel.js';

export function QueuePanel({ queues }: Pick<SystemStatus, 'queues'>) {
  return (
    <Panel title="Queues" columns={['Queue', 'Waiting', 'Active', 'Delayed', 'Failed']} empty={queues.length === 0}>
      <tbody>
        {queues.map(({ name, waiting, active, delayed, failed }) => (
          <tr key={name} className={failed > 0 ? 'row-degraded' : 'row-up'}>
            <th scope="row">{name}</th>
            <td className="number">{waiting}</td>
            <td className="number">{active}</td>
            <td className="number">{delayed}</td>
            <td className="number">{failed}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}

export function OutboxPanel({ outboxes }: Pick<SystemStatus, 'outboxes'>) {
  return (
    <Panel title="Outboxes" columns={['Service', 'Pending', 'Oldest']} empty={outboxes.length === 0}>
      <tbody>
        {outboxes.map(({ service, pending, oldestSeconds }) => (
          <tr key={service}>
            <th scope="row">{service}</th>
            <td className="number">{pending}</td>
            <td className="number">{pending === 0 ? '–' : formatDuration(oldestSeconds)}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}
