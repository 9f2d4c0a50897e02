import { type Clock, isFault } from '@breakwater/kernel';
import { counter } from '@breakwater/telemetry';
import { MemoryLayer } from './memory-layer.js';
import type { RedisCopies } from './redis-copies.js';
import { SingleFlight } from './single-flight.js';

export interface Freshness {
  /** Answered from this process without asking anybody. */
  readonly memoryMs: number;
  /** Answered from the shared copy. */
  readonly sharedMs: number;
  /** Still better than an error page when it cannot be loaded. */
  readonly staleMs: number;
}

const MOST_IN_MEMORY = 2000;
/** While loading fails, the old value is good for this long before it is tried again. */
const RETRY_AFTER_MS = 1000;

const reads = counter('product_cache_reads_total', {
  help: 'Reads of cached parts of pages, by where they were answered',
  labels: ['part', 'answered'],
});

/** This process, then the shared copy, then the loader; one load per key at a time in this process. */
export class PageCache {
  private readonly memory = new MemoryLayer<unknown>(MOST_IN_MEMORY);
  private readonly flights = new SingleFlight();

  constructor(
    private readonly copies: Pick<RedisCopies, 'get' | 'put' | 'forget'>,
    private readonly clock: Clock,
  ) {}

  /** `key` begins with the part's name: `detail:storm-lantern`. What `load` throws comes out when there is nothing older to show. */
  get<T>(key: string, freshness: Freshness, load: () => Promise<T>): Promise<T> {
    const known = this.memory.fresh(key, this.clock.now());
    if (known !== undefined) {
      note(key, 'memory');
      return Promise.resolve(known as T);
    }
    return this.flights.run(key, () => this.refill(key, freshness, load));
  }

  /** After a change; other processes follow within `memoryMs`. */
  async forget(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.memory.forget(key);
    await this.copies.forget(keys);
  }

  private async refill<T>(key: string, freshness: Freshness, load: () => Promise<T>): Promise<T> {
    const copy = await this.copies.get(key);
    const now = this.clock.now();
    if (copy !== undefined && now - copy.atMs < freshness.sharedMs) {
      note(key, 'shared');
      this.memory.put(key, copy.value, now + freshness.memoryMs, copy.atMs);
      return copy.value as T;
    }
    try {
      const value = await load();
      note(key, 'loaded');
      const atMs = this.clock.now();
      this.memory.put(key, value, atMs + freshness.memoryMs, atMs);
      this.copies.put(key, { atMs, value }, freshness.staleMs);
      return value;
    } catch (error) {
      // "There is no such product" is an answer, not a failure.
      if (isFault(error) && error.kind === 'not_found') throw error;
      const old = [copy, this.memory.any(key)].find((one) => one !== undefined && now - one.atMs < freshness.staleMs);
      if (old === undefined) throw error;
      note(key, 'stale');
      this.memory.put(key, old.value, now + RETRY_AFTER_MS, old.atMs);
      return old.value as T;
    }
  }
}

function note(key: string, answered: string): void {
  reads.add(1, { part: key.split(':', 1)[0] ?? '', answered });
}
