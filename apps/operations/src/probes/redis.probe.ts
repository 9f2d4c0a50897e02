import { Redis } from 'ioredis';
import { judgeRedis, parseInfo, type RedisRole, type RedisStatus } from '../domain/redis.js';
import { bounded, PROBE_LIMIT_MS } from './bounded.js';

/** One connection that is kept, comes back by itself, and never lets a question wait for that. */
export class RedisProbe {
  readonly client: Redis;
  private lastError = 'not connected yet';

  constructor(
    readonly role: RedisRole,
    url: string,
  ) {
    this.client = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: PROBE_LIMIT_MS,
      commandTimeout: PROBE_LIMIT_MS,
      disconnectTimeout: 100,
      retryStrategy: (times) => Math.min(times * 100, 1000),
      connectionName: 'operations-status',
    });
    this.client.on('error', (error: Error) => {
      this.lastError = error.message === '' ? 'cannot connect' : error.message;
    });
  }

  read(): Promise<RedisStatus> {
    return bounded(this.ask(), (detail) => ({ role: this.role, health: 'down', usedMemoryBytes: null, detail }));
  }

  close(): void {
    this.client.disconnect();
  }

  private async ask(): Promise<RedisStatus> {
    await this.connected();
    return judgeRedis(this.role, parseInfo(await this.client.info()));
  }

  /** Throws the reason when there is no connection; the client itself keeps trying. */
  async connected(): Promise<void> {
    if (this.client.status === 'wait') await this.client.connect();
    if (this.client.status !== 'ready') throw new Error(this.lastError);
  }
}
