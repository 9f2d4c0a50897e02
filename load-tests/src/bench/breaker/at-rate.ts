/**
 * Calls at a stated rate, whatever becomes of the calls before (open model): the nth call falls due n / perSecond after
 * the start, and a late timer makes up for it. Ends when `until` says so or the count is reached; resolves then, with calls
 * still under way.
 */
export function atRate(
  perSecond: number,
  call: () => void,
  until: () => boolean,
  count = Infinity,
): Promise<{ calls: number; elapsedMs: number }> {
  const startedAt = performance.now();
  let calls = 0;
  return new Promise((resolve) => {
    const turn = (): void => {
      const elapsedMs = performance.now() - startedAt;
      const due = Math.min(count, Math.floor((elapsedMs / 1000) * perSecond) + 1);
      for (; calls < due; calls++) call();
      if (calls >= count || until()) resolve({ calls, elapsedMs });
      else setTimeout(turn, Math.max(1, (calls / perSecond) * 1000 - (performance.now() - startedAt)));
    };
    turn();
  });
}

/** For this long from now. */
export function during(ms: number): () => boolean {
  const end = performance.now() + ms;
  return () => performance.now() >= end;
}
