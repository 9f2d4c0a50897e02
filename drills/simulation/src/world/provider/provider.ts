import { StripeFault } from '@breakwater/sandbox/domain/stripe-fault';
import type { Engine } from '../../engine/engine.js';
import type { Settings } from '../settings.js';
import { Books } from './books.js';

/** What came back over the wire: the object, or the provider's error. */
export type Answer<T> =
  | { readonly status: 200; readonly body: T }
  | { readonly status: number; readonly body: undefined; readonly fault: StripeFault | undefined };

interface Stored {
  readonly params: string;
  readonly answer: Answer<unknown>;
  readonly atMs: number;
}

/** v1 keeps status and body of the first request for a day, whatever they were; then the same key is a new request. */
const KEYS_KEPT_MS = 24 * 3600 * 1000;
const SEARCH_LAG_MS = { from: 1_000, to: 3_600_000 };

export interface WebhookEvent {
  readonly id: string;
  readonly type: string;
  readonly reference: string;
}

/** The payment provider at the other end of the wire: Stripe's keys, its broken moments, its search that lags, its events. */
export class Provider {
  readonly books: Books;
  readonly #keys = new Map<string, Stored>();
  readonly #inUse = new Set<string>();
  readonly #searchLagMs = new Map<string, number>();
  #events = 0;

  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
    private readonly send: (event: WebhookEvent) => void,
  ) {
    this.books = new Books(
      () => engine.now(),
      (type, reference) => this.#announce(type, reference),
    );
  }

  get isOut(): boolean {
    const at = this.engine.now() - this.engine.scheduler.startMs;
    return this.settings.outages.some(({ fromMs, toMs }) => at >= fromMs && at < toMs);
  }

  /** Now, or the end of the outage that we are in. */
  get backAt(): number {
    const at = this.engine.now() - this.engine.scheduler.startMs;
    const out = this.settings.outages.filter(({ fromMs, toMs }) => at >= fromMs && at < toMs);
    return this.engine.scheduler.startMs + Math.max(at, ...out.map(({ toMs }) => toMs));
  }

  /** One request that has arrived. `key` null is a read, or a request that nobody will repeat. */
  handle<T>(key: string | null, params: string, work: () => T, answer: (answer: Answer<T>) => void): void {
    const { random, scheduler, weather } = this.engine;
    if (random.chance(weather.providerDoor)) return answer({ status: 503, body: undefined, fault: undefined });
    if (key !== null && this.#inUse.has(key))
      return answer(refused(new StripeFault(409, 'idempotency_error', 'in use')));
    const stored = key === null ? undefined : this.#keys.get(key);
    if (stored !== undefined && this.engine.now() - stored.atMs < KEYS_KEPT_MS) {
      const same = stored.params === params;
      const misused = new StripeFault(400, 'idempotency_error', 'the key was used with other parameters');
      return answer(same ? (stored.answer as Answer<T>) : refused(misused));
    }
    if (random.chance(weather.providerBusy))
      return answer(refused(new StripeFault(429, 'invalid_request_error', 'busy')));
    if (key !== null) this.#inUse.add(key);
    const hangs = random.chance(weather.providerHangs);
    scheduler.after(hangs ? random.between(1_000, 60_000) : random.between(5, 80), () => {
      const made = this.#work(work);
      if (key !== null) {
        this.#inUse.delete(key);
        this.#keys.set(key, { params, answer: made, atMs: this.engine.now() });
      }
      answer(made);
    });
  }

  /** Not found is not absence: the index is up to an hour behind. */
  search(attemptId: string): string | undefined {
    for (const { id, created, metadata } of this.books.intents.values()) {
      if (metadata['attempt_id'] !== attemptId) continue;
      const { random, scheduler } = this.engine;
      const lagMs = this.#searchLagMs.get(id) ?? random.between(SEARCH_LAG_MS.from, SEARCH_LAG_MS.to);
      this.#searchLagMs.set(id, lagMs);
      if (created * 1000 + lagMs <= scheduler.now()) return id;
    }
    return undefined;
  }

  #work<T>(work: () => T): Answer<T> {
    const { random, weather } = this.engine;
    if (random.chance(weather.providerBroken)) return { status: 500, body: undefined, fault: undefined };
    try {
      const body = work();
      if (random.chance(weather.providerBrokenAfter)) return { status: 500, body: undefined, fault: undefined };
      return { status: 200, body };
    } catch (error) {
      if (error instanceof StripeFault) return refused(error);
      throw error;
    }
  }

  /** At least once, in any order, late, or never: as the real one, which promises no more. */
  #announce(type: string, reference: string): void {
    const { random, scheduler, weather } = this.engine;
    const event = { id: `evt_${++this.#events}`, type, reference };
    if (random.chance(weather.webhookLost)) return;
    const deliver = (): void => {
      const late = random.chance(weather.webhookLate);
      scheduler.after(random.between(10, late ? 3_600_000 : 2_000), () => this.send(event));
    };
    deliver();
    if (random.chance(weather.webhookDoubled)) deliver();
  }
}

function refused(fault: StripeFault): Answer<never> {
  return { status: fault.status, body: undefined, fault };
}
