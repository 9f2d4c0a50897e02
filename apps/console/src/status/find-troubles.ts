import type { SystemStatus } from '@breakwater/contracts';
import { formatDuration } from './format.js';

export interface Trouble {
  readonly health: 'down' | 'degraded';
  readonly what: string;
  readonly detail: string;
}

/** An outbox older than this is not a matter of one retry any more. */
const OUTBOX_LATE_SECONDS = 10;
const REPLICA_LATE_SECONDS = 5;

/** Everything that is not as it should be, the worst first. */
export function findTroubles(status: SystemStatus): Trouble[] {
  const parts = [
    ...status.instances.map((i) => ({ health: i.health, what: `${i.service} (${i.instance})`, detail: i.detail })),
    ...status.postgres.map((p) => ({ health: p.health, what: `Postgres ${p.role} ${p.address}`, detail: p.detail })),
    ...status.redis.map((r) => ({ health: r.health, what: `Redis ${r.role}`, detail: r.detail })),
    { health: status.provider.health, what: 'Payment provider', detail: status.provider.detail },
    ...status.postgres
      .filter((p) => p.health === 'up' && (p.lagSeconds ?? 0) > REPLICA_LATE_SECONDS)
      .map((p) => late(`Postgres ${p.role} ${p.address}`, `${formatDuration(p.lagSeconds ?? 0)} behind`)),
    ...status.outboxes
      .filter((o) => o.oldestSeconds > OUTBOX_LATE_SECONDS)
      .map((o) =>
        late(`Outbox of ${o.service}`, `${o.pending} waiting, the oldest ${formatDuration(o.oldestSeconds)}`),
      ),
    ...status.queues.filter((q) => q.failed > 0).map((q) => late(`Queue ${q.name}`, `${q.failed} failed jobs`)),
  ];
  const troubles = parts.flatMap(({ health, ...rest }) => (health === 'up' ? [] : [{ health, ...rest }]));
  return troubles.sort((a, b) => rank(a.health) - rank(b.health));
}

const late = (what: string, detail: string) => ({ health: 'degraded' as const, what, detail });
const rank = (health: Trouble['health']): number => (health === 'down' ? 0 : 1);

/** Instances by service, services with trouble first, then by name. */
export function groupInstances(instances: SystemStatus['instances']): [string, SystemStatus['instances']][] {
  const groups = Map.groupBy(instances, (instance) => instance.service);
  const worst = (group: SystemStatus['instances']): number =>
    Math.min(...group.map(({ health }) => (health === 'up' ? 2 : rank(health))));
  return [...groups].sort(([a, x], [b, y]) => worst(x) - worst(y) || a.localeCompare(b));
}
