import type { OperationsConfig } from '../operations.config.js';
import { invariantGauges } from './invariants.metrics.js';
import type { InvariantRuns } from './invariant-runs.js';

/** Checks again and again: what has changed since, and now and then everything. Returns the function that ends it. */
export function watchInvariants(
  runs: InvariantRuns,
  config: Pick<OperationsConfig, 'INVARIANTS_EVERY_SECONDS' | 'INVARIANTS_FULL_EVERY_SECONDS'>,
): () => Promise<void> {
  const everyMs = config.INVARIANTS_EVERY_SECONDS * 1000;
  const fullEveryMs = config.INVARIANTS_FULL_EVERY_SECONDS * 1000;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let nextFullAt = performance.now() + fullEveryMs;

  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void look(), everyMs * (0.8 + Math.random() * 0.4));
    timer.unref();
  };
  const look = async (): Promise<void> => {
    const full = fullEveryMs > 0 && performance.now() > nextFullAt;
    if (full) nextFullAt = performance.now() + fullEveryMs;
    await runs.request(full ? 'full' : 'recent', { continuous: true }).done;
    next();
  };

  const endGauges = invariantGauges(() => runs.latest);
  runs.start();
  if (everyMs > 0) next();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    endGauges();
    await runs.stop();
  };
}
