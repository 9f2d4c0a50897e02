import type { SystemStatus } from '@breakwater/contracts';
import { parseHosts } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { CLOCK, CONFIG } from '@breakwater/service-host';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { judgeInstances } from '../domain/instances.js';
import { outboxesOf } from '../domain/outboxes.js';
import { overall } from '../domain/overall.js';
import { judgePostgres } from '../domain/postgres.js';
import { judgeProvider } from '../domain/provider.js';
import { InstanceRegistry } from '../instances/instance-registry.js';
import type { OperationsConfig } from '../operations.config.js';
import { probePostgres } from '../probes/postgres.probe.js';
import { QueuesProbe } from '../probes/queues.probe.js';
import { RedisProbe } from '../probes/redis.probe.js';

/** Several consoles may be open: one look at everything serves all who ask within this time. */
const FRESH_MS = 500;

@Injectable()
export class CollectStatus implements OnApplicationShutdown {
  private readonly cache: RedisProbe;
  private readonly queue: RedisProbe;
  private readonly queues: QueuesProbe;
  private running: Promise<SystemStatus> | undefined;
  private startedAt = -Infinity;
  /** The last result, for the metrics. */
  latest: SystemStatus | undefined;

  constructor(
    @Inject(CONFIG) private readonly config: OperationsConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(InstanceRegistry) private readonly registry: InstanceRegistry,
  ) {
    this.cache = new RedisProbe('cache', config.REDIS_CACHE_URL);
    this.queue = new RedisProbe('queue', config.REDIS_QUEUE_URL);
    this.queues = new QueuesProbe(this.queue, config.QUEUES);
  }

  /** How everything is now. Answers within a second or so, whatever is broken, and says what is. */
  run(): Promise<SystemStatus> {
    if (this.running === undefined || performance.now() - this.startedAt > FRESH_MS) {
      this.startedAt = performance.now();
      this.running = this.collect();
    }
    return this.running;
  }

  onApplicationShutdown(): void {
    this.cache.close();
    this.queue.close();
  }

  private async collect(): Promise<SystemStatus> {
    const { config, registry } = this;
    const login = { database: config.DATABASE_NAME, user: config.DATABASE_USER, password: config.DATABASE_PASSWORD };
    const [nodes, cache, [queue, queues]] = await Promise.all([
      Promise.all(parseHosts(config.DATABASE_HOSTS).map((host) => probePostgres(host, login))),
      this.cache.read(),
      // One after the other: they share a connection, and the first opens it.
      this.queue.read().then(async (status) => [status, await this.readQueues(status.health)] as const),
    ]);
    const now = this.clock.now();
    const known = registry.known();
    const instances = judgeInstances(known, config.SERVICES, registry.watchingSinceMs, now);
    const postgres = judgePostgres(nodes);
    const redis = [cache, queue];
    const provider = judgeProvider(instances);
    const health = overall({ instances, postgres, redis, provider });
    this.latest = {
      at: new Date(now).toISOString(),
      health,
      instances,
      postgres,
      redis,
      queues,
      outboxes: outboxesOf(known),
      provider,
    };
    return this.latest;
  }

  private async readQueues(health: string): ReturnType<QueuesProbe['read']> {
    return health === 'down' ? [] : await this.queues.read();
  }
}
