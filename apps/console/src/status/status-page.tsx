import { Notice } from '@breakwater/web';
import { useRefusal } from '../session/refusal.js';
import { ConsolePage } from '../shell/console-page.js';
import { formatDuration } from './format.js';
import { freshness } from './freshness.js';
import { InstancePanel } from './instance-panel.js';
import { ProviderPanel } from './provider-panel.js';
import { PostgresPanel, RedisPanel } from './store-panels.js';
import { OutboxPanel, QueuePanel } from './work-panels.js';
import { Overview } from './overview.js';
import { useStatus } from './use-status.js';

export function StatusPage() {
  const { status, receivedAtMs, error, nowMs } = useStatus();
  useRefusal(error);
  const { stale, ageSeconds } = freshness({ receivedAtMs, failed: error !== undefined }, nowMs);
  return (
    <ConsolePage title="Status of everything">
      {status === undefined && error === undefined ? (
        <span className="skeleton console-skeleton" aria-hidden="true" />
      ) : null}
      {stale && error !== undefined ? (
        <Notice tone="bad" title={status === undefined ? 'The status cannot be read' : 'This is old: polls fail'}>
          <p>
            {error.message} {status === undefined ? '' : `Last good answer ${formatDuration(ageSeconds)} ago.`} Asking
            every 2 s.
          </p>
        </Notice>
      ) : null}
      {status === undefined ? null : (
        <div className={stale ? 'status status-stale' : 'status'} data-stale={stale}>
          <Overview status={status} ageSeconds={ageSeconds} stale={stale} />
          <InstancePanel instances={status.instances} />
          <div className="status-grid">
            <PostgresPanel servers={status.postgres} />
            <RedisPanel servers={status.redis} />
            <QueuePanel queues={status.queues} />
            <OutboxPanel outboxes={status.outboxes} />
            <ProviderPanel status={status} />
          </div>
        </div>
      )}
    </ConsolePage>
  );
}
