import { setTimeout as delay } from 'node:timers/promises';

/** Asks `check` again and again until it is true. False when `timeoutMs` has passed or `until` says to give up. */
export async function eventually(
  check: () => Promise<boolean> | boolean,
  { timeoutMs, everyMs = 25, giveUp = () => false }: { timeoutMs: number; everyMs?: number; giveUp?: () => boolean },
): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    try {
      if (await check()) return true;
    } catch {
      // not yet
    }
    if (giveUp() || performance.now() > end) return false;
    await delay(everyMs);
  }
}
