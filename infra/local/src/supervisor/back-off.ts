const firstMs = 100;
const longestMs = 10_000;

/** How long to wait before the n-th start in a row (n from 1): at once first, then twice as long each time. */
export function backOffMs(failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
}
