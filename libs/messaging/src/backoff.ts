/**
 * Exponential back-off with jitter: between half and all of `baseMs * 2^(failures - 1)`, at most `maxMs`. The jitter
 * keeps what failed together from coming back together.
 */
export function backoffMs(
  failures: number,
  { baseMs, maxMs }: { readonly baseMs: number; readonly maxMs: number },
  random: () => number = Math.random,
): number {
  const full = Math.min(maxMs, baseMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(full * (0.5 + random() / 2));
}
