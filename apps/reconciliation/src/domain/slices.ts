export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Cuts a window into stretches of `sliceMs`, so that one of them at a time is held in memory. */
export function* slicesOf({ fromMs, toMs }: Stretch, sliceMs: number): Generator<Stretch> {
  for (let at = fromMs; at < toMs; at += sliceMs) yield { fromMs: at, toMs: Math.min(at + sliceMs, toMs) };
}

export interface Rhythm {
  readonly everyMs: number;
  /** A window is looked at when it has been over for this long. */
  readonly settleMs: number;
  /** After a longer pause the windows before these are left out. */
  readonly mostBehind: number;
}

/**
 * The next window that is due, aligned so that all instances agree on it. `lastToMs` is the end of the last one done;
 * without one the latest is taken.
 */
export function nextWindow(lastToMs: number | null, nowMs: number, rhythm: Rhythm): Stretch | undefined {
  const { everyMs, settleMs, mostBehind } = rhythm;
  const latestToMs = Math.floor((nowMs - settleMs) / everyMs) * everyMs;
  const oldestFromMs = latestToMs - mostBehind * everyMs;
  const fromMs = lastToMs === null ? latestToMs - everyMs : Math.max(lastToMs, oldestFromMs);
  return fromMs + everyMs <= latestToMs ? { fromMs, toMs: fromMs + everyMs } : undefined;
}
