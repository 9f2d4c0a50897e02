import { Redis, type RedisOptions } from 'ioredis';

/** Every connection of one queue, also those that BullMQ duplicates for itself, so that all of them can be ended. */
export class RedisConnections {
  readonly #open: Redis[] = [];
  #closed = false;

  constructor(private readonly url: string) {}

  open(options: RedisOptions): Redis {
    // Without an answer here ioredis would come back for ever, and keep the process alive by it.
    const retryStrategy = (times: number): number | null => (this.#closed ? null : Math.min(2_000, 50 * 2 ** times));
    return this.#track(new Redis(this.url, { ...options, retryStrategy, disconnectTimeout: 300 }));
  }

  /** Ends them at once, whatever they wait for. */
  close(): void {
    this.#closed = true;
    for (const connection of this.#open) connection.disconnect();
  }

  #track(connection: Redis): Redis {
    this.#open.push(connection);
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = (override) => this.#track(duplicate(override));
    return connection;
  }
}
