import type { SystemStatus } from '@breakwater/contracts';
import { groupInstances } from './find-troubles.js';
import { formatDuration } from './format.js';
import { HealthBadge } from './health-badge.js';
import { Panel } from './panel.js';

const COLUMNS = ['Service', 'Instance', 'Health', 'Version', 'Up for', 'Loop lag', 'Detail'];

export function InstancePanel({ instances }: Pick<SystemStatus, 'instances'>) {
  return (
    <Panel title="Services" columns={COLUMNS} empty={instances.length === 0}>
      {groupInstances(instances).map(([service, group]) => (
        <tbody key={service}>
          {group.map((instance, i) => (
            <tr key={instance.instance} className={`row-${instance.health}`}>
              {i === 0 ? (
                <th scope="rowgroup" rowSpan={group.length}>
                  {service}
                </th>
              ) : null}
              <td>
                <code>{instance.instance}</code>
              </td>
              <td>
                <HealthBadge health={instance.health} />
              </td>
              <td>{instance.version}</td>
              <td className="number">{formatDuration(instance.uptimeSeconds)}</td>
              <td className="number">
                {instance.eventLoopLagMs === null ? '–' : `${instance.eventLoopLagMs.toFixed(1)} ms`}
              </td>
              <td className="detail">{instance.detail}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </Panel>
  );
}
