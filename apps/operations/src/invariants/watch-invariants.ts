import type { OperationsConfig } from '../operations.config.js';
import { invariantGauges } from './invariants.metrics.js';
import type { InvariantRuns } from './invariant-runs.js';

/**
 * Checks again and again: everything at first, for a new process knows of nothing that was wrong before; then what has
 * changed since, and now and then everything. Returns the function that ends it.
 */
export function watchInvariants(
  runs: InvariantRuns,
  config: Pick<OperationsConfig, 'INVARIANTS_EVERY_SECONDS' | 'INVARIANTS_FULL_EVERY_SECONDS'>,
): () => Promise<void> {
  const everyMs = config.INVARIANTS_EVERY_SECONDS * 1000;
  const fullEveryMs = config.INVARIANTS_FULL_EVERY_SECONDS * 1000;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let fullAgainMs = everyMs;
  let nextFullAt = performance.now();

  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => void look(), everyMs * (0.8 + Math.random() * 0.4));
    timer.unref();
  };
  const look = async (): Promise<void> => {
    const full = fullEveryMs > 0 && performance.now() >= nextFullAt;
    const report = await runs.request(full ? 'full' : 'recent', { continuous: true }).done;
    if (full) {
      // One that could not see everything is no full look; while something stays away, they become rarer.
      fullAgainMs = report.invariants.some(({ notChecked }) => notChecked !== null)
        ? Math.min(2 * fullAgainMs, fullEveryMs)
        : fullEveryMs;
      nextFullAt = performance.now() + fullAgainMs;
    }
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
