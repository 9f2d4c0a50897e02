import type { SystemStatus } from '@breakwater/contracts';
import { observedGauge, type Reading } from '@breakwater/telemetry';
import { NO_INSTANCE } from '../domain/instances.js';

type Latest = () => SystemStatus | undefined;
type Health = SystemStatus['health'];

interface Part<Row> {
  readonly label: string;
  rows(status: SystemStatus): readonly Row[];
  name(row: Row): string;
}

const HEALTH: Readonly<Record<Health, number>> = { up: 1, degraded: 0.5, down: 0 };
const healthOf = ({ health }: { health: Health }): number => HEALTH[health];
const HEALTH_HELP = '1 up, 0.5 degraded, 0 down';

const WHOLE: Part<SystemStatus> = { label: 'scope', rows: (status) => [status], name: () => 'shop' };
const PROVIDER: Part<SystemStatus['provider']> = {
  label: 'scope',
  rows: ({ provider }) => [provider],
  name: () => 'payment provider',
};
const SERVICES: Part<{ service: string; up: number; known: number }> = {
  label: 'service',
  rows: countByService,
  name: ({ service }) => service,
};
const POSTGRES: Part<SystemStatus['postgres'][number]> = {
  label: 'address',
  rows: ({ postgres }) => postgres,
  name: ({ address }) => address,
};
const REDIS: Part<SystemStatus['redis'][number]> = {
  label: 'role',
  rows: ({ redis }) => redis,
  name: ({ role }) => role,
};
const QUEUES: Part<SystemStatus['queues'][number]> = {
  label: 'queue',
  rows: ({ queues }) => queues,
  name: ({ name }) => name,
};
const OUTBOXES: Part<SystemStatus['outboxes'][number]> = {
  label: 'service',
  rows: ({ outboxes }) => outboxes,
  name: ({ service }) => service,
};

/** The status page as gauges, from the last look. Returns the function that ends them. */
export function statusGauges(latest: Latest): () => void {
  const ends = [
    show(latest, WHOLE, 'shop_health', HEALTH_HELP, healthOf),
    show(latest, PROVIDER, 'shop_provider_health', HEALTH_HELP, healthOf),
    show(latest, SERVICES, 'shop_instances_up', 'Instances that are up', (row) => row.up),
    show(latest, SERVICES, 'shop_instances_known', 'Instances, dead ones too', (row) => row.known),
    show(latest, POSTGRES, 'postgres_node_health', HEALTH_HELP, healthOf),
    show(latest, POSTGRES, 'postgres_replica_lag_bytes', 'Written and not yet replayed', (row) => row.lagBytes),
    show(latest, POSTGRES, 'postgres_replica_lag_seconds', 'Age of what is replayed', (row) => row.lagSeconds),
    show(latest, REDIS, 'redis_health', HEALTH_HELP, healthOf),
    show(latest, REDIS, 'redis_used_memory_bytes', 'Memory in use', (row) => row.usedMemoryBytes),
    show(latest, QUEUES, 'queue_waiting_jobs', 'Jobs that wait', (row) => row.waiting),
    show(latest, QUEUES, 'queue_active_jobs', 'Jobs at work', (row) => row.active),
    show(latest, QUEUES, 'queue_delayed_jobs', 'Jobs for later', (row) => row.delayed),
    show(latest, QUEUES, 'queue_failed_jobs', 'Jobs that failed for good', (row) => row.failed),
    show(latest, OUTBOXES, 'shop_outbox_pending_events', 'Events not yet delivered', (row) => row.pending),
    show(latest, OUTBOXES, 'shop_outbox_oldest_seconds', 'Age of the oldest of them', (row) => row.oldestSeconds),
  ];
  return () => ends.forEach((end) => end());
}

/** One gauge with a reading for each row of a part; a row without a value is left out. */
function show<Row>(
  latest: Latest,
  part: Part<Row>,
  name: string,
  help: string,
  valueOf: (row: Row) => number | null,
): () => void {
  return observedGauge<string>(name, { help }, () => {
    const status = latest();
    const rows = status === undefined ? [] : part.rows(status);
    return rows.flatMap((row): Reading<string>[] => {
      const value = valueOf(row);
      return value === null ? [] : [{ value, labels: { [part.label]: part.name(row) } }];
    });
  });
}

function countByService(status: SystemStatus): { service: string; up: number; known: number }[] {
  return [...Map.groupBy(status.instances, ({ service }) => service)].map(([service, its]) => ({
    service,
    up: its.filter(({ health }) => health === 'up').length,
    known: its.filter(({ instance }) => instance !== NO_INSTANCE).length,
  }));
}
