import type { RedisProbe } from './redis.probe.js';
import { bounded } from './bounded.js';

export interface QueueStatus {
  readonly name: string;
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

const PREFIX = 'bull:';
/** Looking for queues walks over the keys: seldom, and never over more than a good many. */
const LOOK_EVERY_MS = 30_000;
const MAX_STEPS = 50;

/** Depth of the BullMQ queues, read from their keys: counting takes one round trip for all of them and no client of each. */
export class QueuesProbe {
  private found: readonly string[] = [];
  private lookedAt = -Infinity;

  constructor(
    private readonly redis: RedisProbe,
    private readonly named: readonly string[],
  ) {}

  /** Empty when the queue's Redis is away; its own row says so. */
  read(): Promise<QueueStatus[]> {
    return bounded(this.ask(), () => []);
  }

  private async ask(): Promise<QueueStatus[]> {
    await this.redis.connected();
    if (performance.now() - this.lookedAt > LOOK_EVERY_MS || this.found.length === 0) await this.look();
    const names = [...new Set([...this.named, ...this.found])].sort();
    const pipeline = this.redis.client.pipeline();
    for (const name of names) {
      const key = (part: string): string => `${PREFIX}${name}:${part}`;
      pipeline.llen(key('wait')).llen(key('paused')).zcard(key('prioritized'));
      pipeline.llen(key('active')).zcard(key('delayed')).zcard(key('failed'));
    }
    const counts = ((await pipeline.exec()) ?? []).map(([error, count]) => (error === null ? Number(count) : 0));
    return names.map((name, index) => {
      const [wait = 0, paused = 0, prioritized = 0, active = 0, delayed = 0, failed = 0] = counts.slice(index * 6);
      return { name, waiting: wait + paused + prioritized, active, delayed, failed };
    });
  }

  private async look(): Promise<void> {
    const found = new Set<string>();
    let cursor = '0';
    let steps = 0;
    do {
      const [next, keys] = await this.redis.client.scan(cursor, 'MATCH', `${PREFIX}*:meta`, 'COUNT', 1000);
      for (const key of keys) found.add(key.slice(PREFIX.length, -':meta'.length));
      cursor = next;
      steps += 1;
    } while (cursor !== '0' && steps < MAX_STEPS);
    this.found = [...found];
    this.lookedAt = performance.now();
  }
}
