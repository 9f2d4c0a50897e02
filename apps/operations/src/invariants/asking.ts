import { setTimeout as pause } from 'node:timers/promises';
import type { Peers } from '@breakwater/service-host';
import { SourceAway } from './source-away.js';

/** Together longer than a breaker stays open. */
const TRIES = 4;
const AGAIN_MS = 250;
const QUICK_MS = 2000;

export type Client = ReturnType<Peers['get']>;
export type Pages<T> = AsyncGenerator<readonly T[]>;

/**
 * Asks the services, for one check. Everything throws SourceAway, and a source that failed for good is away for the rest of
 * the check: one that hangs is waited for once and not for every page.
 */
export class Asking {
  private readonly away = new Map<string, SourceAway>();

  constructor(private readonly peers: Peers) {}

  async ask<T>(service: string, call: (client: Client) => Promise<T>, source = service): Promise<T> {
    const known = this.away.get(source);
    if (known !== undefined) throw known;
    for (let attempt = 1; ; attempt++) {
      const began = performance.now();
      try {
        return await call(this.peers.get(service));
      } catch (error) {
        // A stumble is not an absence; but what took long to fail will take as long again.
        if (attempt < TRIES && performance.now() - began < QUICK_MS) {
          await pause(AGAIN_MS * attempt);
          continue;
        }
        const away = SourceAway.because(source, error);
        this.away.set(source, away);
        throw away;
      }
    }
  }

  async *pages<T>(
    service: string,
    read: (client: Client, after: string | undefined) => Promise<{ items: readonly T[]; next: string | null }>,
    source = service,
  ): Pages<T> {
    let after: string | undefined;
    do {
      const from = after;
      const page = await this.ask(service, (client) => read(client, from), source);
      yield page.items;
      after = page.next ?? undefined;
    } while (after !== undefined);
  }
}
