/** Waits before the next attempt: half a second, doubled up to a minute. */
export function backOffMs(attempts: number): number {
  return Math.min(60_000, 500 * 2 ** Math.min(attempts - 1, 10));
}
