/** Three polls missed: what is on the page is no longer what is. */
const SILENT_MS = 6_000;

export function freshness(
  { receivedAtMs, failed }: { readonly receivedAtMs: number; readonly failed: boolean },
  nowMs: number,
): { readonly stale: boolean; readonly ageSeconds: number } {
  const ageMs = Math.max(0, nowMs - receivedAtMs);
  return { stale: failed || ageMs > SILENT_MS, ageSeconds: Math.floor(ageMs / 1000) };
}
