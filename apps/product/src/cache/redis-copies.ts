import type { Logger } from '@breakwater/telemetry';
import { Redis } from 'ioredis';

export interface Copy {
  /** When the value was loaded, milliseconds since the epoch. */
  readonly atMs: number;
  readonly value: unknown;
}

const COMMAND_TIMEOUT_MS = 60;
/** After a failure nobody waits for Redis again so soon. */
const REST_MS = 500;

/**
 * Copies that all instances share, in a Redis that may be slow, full or gone at any time: a read that fails or takes longer
 * than 60 ms is a miss, a write that fails is forgotten, and nothing here throws.
 */
export class RedisCopies {
  private readonly redis: Redis;
  private restUntilMs = 0;

  constructor(
    url: string,
    private readonly prefix: string,
    private readonly log: Logger,
  ) {
    this.redis = new Redis(url, {
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: 500,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) => Math.min(100 * attempt, 2000),
    });
    // Without a listener ioredis prints every failed attempt; what matters is logged where a command fails.
    this.redis.on('error', () => undefined);
  }

  async get(key: string): Promise<Copy | undefined> {
    const text = await this.attempt(() => this.redis.get(this.prefix + key));
    if (typeof text !== 'string') return undefined;
    try {
      return JSON.parse(text) as Copy;
    } catch {
      return undefined;
    }
  }

  put(key: string, copy: Copy, keepMs: number): void {
    void this.attempt(() => this.redis.set(this.prefix + key, JSON.stringify(copy), 'PX', keepMs));
  }

  async forget(keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.attempt(() => this.redis.unlink(...keys.map((key) => this.prefix + key)));
  }

  close(): void {
    this.redis.disconnect();
  }

  private async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (this.redis.status !== 'ready' || performance.now() < this.restUntilMs) return undefined;
    try {
      return await command();
    } catch (error) {
      this.restUntilMs = performance.now() + REST_MS;
      this.log.debug({ err: error }, 'cache is not answering, going on without it');
      return undefined;
    }
  }
}
