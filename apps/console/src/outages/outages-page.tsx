import { listOutages, type Outage } from '@breakwater/contracts';
import { call, useResource } from '@breakwater/web';
import { ConsolePage } from '../shell/console-page.js';
import { formatInstant } from '../shell/format-instant.js';
import { Reading } from '../shell/reading.js';
import { useEvery } from '../shell/use-every.js';
import { useRefusal } from '../session/refusal.js';
import { Panel } from '../status/panel.js';
import { ProviderPanel } from '../status/provider-panel.js';
import { useStatus } from '../status/use-status.js';
import { lastedWords, outageState } from './outage-words.js';

const COLUMNS = ['Began', 'State', 'Ended', 'Lasted', 'Deferred orders', 'All worked off', 'Coupons'];
const REFRESH_MS = 3_000;
const LOOKS = { out: 'badge-bad', draining: 'badge-warning', over: 'badge-good' } as const;

export function OutagesPage() {
  const { status, error, nowMs } = useStatus();
  useRefusal(error);
  const resource = useResource('outages', (signal) => call(listOutages, { signal }));
  useEvery(REFRESH_MS, resource.reload);
  return (
    <ConsolePage title="Outages">
      {status === undefined ? null : <ProviderPanel status={status} />}
      <Reading what="the outages" resource={resource}>
        {({ items }) => (
          <Panel
            title="When the payment provider was out"
            columns={COLUMNS}
            empty={items.length === 0}
            emptyText="It has never been out."
          >
            <tbody>
              {items.map((outage) => (
                <OutageRow key={outage.id} outage={outage} nowMs={nowMs} />
              ))}
            </tbody>
          </Panel>
        )}
      </Reading>
    </ConsolePage>
  );
}

function OutageRow({ outage, nowMs }: { outage: Outage; nowMs: number }) {
  const state = outageState(outage);
  return (
    <tr className={state.kind === 'out' ? 'row-down' : undefined}>
      <th scope="row">{formatInstant(outage.beganAt)}</th>
      <td>
        <span className={`badge ${LOOKS[state.kind]}`}>{state.text}</span>
      </td>
      <td>{outage.endedAt === null ? '–' : formatInstant(outage.endedAt)}</td>
      <td>{lastedWords(outage, nowMs)}</td>
      <td>{outage.deferredOrders}</td>
      <td>{outage.drainedAt === null ? '–' : formatInstant(outage.drainedAt)}</td>
      <td>{outage.couponsIssued}</td>
    </tr>
  );
}
