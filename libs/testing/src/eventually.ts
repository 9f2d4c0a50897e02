import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/**
 * Waits until `check` neither throws nor gives false, and returns what it gave. Expectations may stand in it. Rejects
 * with the last error when `timeoutMs` (10 s) has passed.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000, everyMs = 20 }: EventuallyOptions = {},
): Promise<Exclude<T, false>> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown = new Error(`not true after ${timeoutMs} ms: ${check.toString()}`);
    try {
      const result = await check();
      if (result !== false) return result as Exclude<T, false>;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > end) throw failure;
    await pause(everyMs);
  }
}
