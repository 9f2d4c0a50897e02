import type { SystemStatus } from '@breakwater/contracts';
import { formatBytes } from './format.js';
import { HealthBadge } from './health-badge.js';
import { Panel } from './panel.js';

export function PostgresPanel({ servers }: { servers: SystemStatus['postgres'] }) {
  return (
    <Panel title="Postgres" columns={['Role', 'Address', 'Health', 'Lag', 'Detail']} empty={servers.length === 0}>
      <tbody>
        {servers.map(({ role, address, health, lagBytes, lagSeconds, detail }) => (
          <tr key={address} className={`row-${health}`}>
            <th scope="row">{role}</th>
            <td>
              <code>{address}</code>
            </td>
            <td>
              <HealthBadge health={health} />
            </td>
            <td className="number">
              {lagBytes === null ? '–' : formatBytes(lagBytes)}
              {lagSeconds === null ? '' : `, ${lagSeconds.toFixed(1)} s`}
            </td>
            <td className="detail">{detail}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}

export function RedisPanel({ servers }: { servers: SystemStatus['redis'] }) {
  return (
    <Panel title="Redis" columns={['Role', 'Health', 'Memory', 'Detail']} empty={servers.length === 0}>
      <tbody>
        {servers.map(({ role, health, usedMemoryBytes, detail }) => (
          <tr key={role} className={`row-${health}`}>
            <th scope="row">{role}</th>
            <td>
              <HealthBadge health={health} />
            </td>
            <td className="number">{usedMemoryBytes === null ? '–' : formatBytes(usedMemoryBytes)}</td>
            <td className="detail">{detail}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}
