import type { SystemStatus } from '@breakwater/contracts';
import { HealthBadge } from './health-badge.js';
import { Panel } from './panel.js';

/** The payment provider, and what each instance of payment thinks of it: every one has a breaker of its own. */
export function ProviderPanel({ status }: { status: SystemStatus }) {
  const askers = status.instances.filter(({ service }) => service === 'payment');
  return (
    <Panel title="Payment provider" columns={['Seen by', 'Health', 'Detail']} empty={false}>
      <tbody>
        <tr className={`row-${status.provider.health}`}>
          <th scope="row">all together</th>
          <td>
            <HealthBadge health={status.provider.health} />
          </td>
          <td className="detail">{status.provider.detail}</td>
        </tr>
        {askers.map(({ instance, health, detail }) => (
          <tr key={instance} className={`row-${health}`}>
            <th scope="row">
              <code>{instance}</code>
            </th>
            <td>
              <HealthBadge health={health} />
            </td>
            <td className="detail">{detail}</td>
          </tr>
        ))}
      </tbody>
    </Panel>
  );
}
