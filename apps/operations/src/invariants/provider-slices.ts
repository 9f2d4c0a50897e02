import type { AttemptFacts } from '../domain/invariants/order-case.js';
import type { Window } from './sources.js';

/** Attempts that changed within a stretch of time, few enough to be kept in memory. */
export interface Slice {
  readonly fromMs: number;
  readonly toMs: number;
  readonly attempts: ReadonlyMap<string, AttemptFacts>;
}

/** Cuts the window into slices that lie end to end, each with at most about `most` attempts. */
export async function* slicesOf(
  window: Window,
  pages: AsyncIterable<readonly AttemptFacts[]>,
  most: number,
): AsyncGenerator<Slice> {
  let fromMs = window.fromMs;
  let attempts = new Map<string, AttemptFacts>();
  for await (const page of pages) {
    for (const attempt of page) {
      if (attempt.providerReference !== null) attempts.set(attempt.providerReference, attempt);
    }
    const last = page.at(-1);
    if (attempts.size < most || last === undefined) continue;
    const toMs = Date.parse(last.updatedAt);
    yield { fromMs, toMs, attempts };
    fromMs = toMs;
    attempts = new Map();
  }
  yield { fromMs, toMs: window.toMs, attempts };
}
