import type { SystemStatus } from '@breakwater/contracts';
import { observedGauge } from '@breakwater/telemetry';

type Read<Row> = (status: SystemStatus) => readonly Row[];
type Health = SystemStatus['health'];

const HEALTH: Readonly<Record<Health, number>> = { up: 1, degraded: 0.5, down: 0 };

/** The status page as gauges, from the last look. Returns the function that ends them. */
export function statusGauges(latest: () => SystemStatus | undefined): () => void {
  const each = <Row, Label extends string>(
    name: string,
    help: string,
    rows: Read<Row>,
    value: (row: Row) => number | null,
    labels: (row: Row) => Record<Label, string>,
  ): (() => void) =>
    observedGauge<Label>(name, { help }, () => {
      const status = latest();
      const readings = status === undefined ? [] : rows(status);
      return readings.flatMap((row) => {
        const read = value(row);
        return read === null ? [] : [{ value: read, labels: labels(row) }];
      });
    });

  const address = ({ address }: { address: string }) => ({ address });
  const role = ({ role }: { role: string }) => ({ role });
  const service = ({ service }: { service: string }) => ({ service });
  const queue = ({ name }: { name: string }) => ({ queue: name });
  const postgres: Read<SystemStatus['postgres'][number]> = (status) => status.postgres;
  const redis: Read<SystemStatus['redis'][number]> = (status) => status.redis;
  const queues: Read<SystemStatus['queues'][number]> = (status) => status.queues;
  const outboxes: Read<SystemStatus['outboxes'][number]> = (status) => status.outboxes;
  const health = ({ health }: { health: Health }) => HEALTH[health];

  const ends = [
    each(
      'shop_health',
      '1 up, 0.5 degraded, 0 down',
      (status) => [status],
      health,
      () => ({}),
    ),
    each(
      'shop_provider_health',
      'Payment provider: 1, 0.5, 0',
      (status) => [status.provider],
      health,
      () => ({}),
    ),
    each('shop_instances_up', 'Instances of a service that are up', serviceCounts, ({ up }) => up, service),
    each('shop_instances_known', 'Instances of a service, dead ones too', serviceCounts, ({ known }) => known, service),
    each('postgres_node_health', '1 up, 0.5 degraded, 0 down', postgres, health, address),
    each('postgres_replica_lag_bytes', 'Written and not yet replayed', postgres, (node) => node.lagBytes, address),
    each('postgres_replica_lag_seconds', 'Age of what is replayed', postgres, (node) => node.lagSeconds, address),
    each('redis_health', '1 up, 0.5 degraded, 0 down', redis, health, role),
    each('redis_used_memory_bytes', 'Memory in use', redis, (one) => one.usedMemoryBytes, role),
    each('queue_waiting_jobs', 'Jobs that wait', queues, (one) => one.waiting, queue),
    each('queue_active_jobs', 'Jobs at work', queues, (one) => one.active, queue),
    each('queue_delayed_jobs', 'Jobs for later', queues, (one) => one.delayed, queue),
    each('queue_failed_jobs', 'Jobs that failed for good', queues, (one) => one.failed, queue),
    each('shop_outbox_pending_events', 'Events not yet delivered', outboxes, (one) => one.pending, service),
    each('shop_outbox_oldest_seconds', 'Age of the oldest of them', outboxes, (one) => one.oldestSeconds, service),
  ];
  return () => ends.forEach((end) => end());
}

function serviceCounts(status: SystemStatus): { service: string; up: number; known: number }[] {
  return [...Map.groupBy(status.instances, ({ service }) => service)].map(([service, its]) => ({
    service,
    up: its.filter(({ health }) => health === 'up').length,
    known: its.filter(({ instance }) => instance !== '-').length,
  }));
}
