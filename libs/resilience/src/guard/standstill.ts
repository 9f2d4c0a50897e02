const TICK_MS = 50;
/** Later than this is not a timer's usual lateness. */
const NOTABLE_MS = 20;

let timer: NodeJS.Timeout | undefined;
let users = 0;
let lastTickAt = 0;
let totalMs = 0;

function lateBy(): number {
  const ms = performance.now() - lastTickAt - TICK_MS;
  return ms > NOTABLE_MS ? ms : 0;
}

/** Begins to watch this process; call what it returns when it is of no interest any more. */
export function watchStandstill(): () => void {
  if (users++ === 0) {
    lastTickAt = performance.now();
    timer = setInterval(() => {
      totalMs += lateBy();
      lastTickAt = performance.now();
    }, TICK_MS).unref();
  }
  return () => {
    if (--users === 0) clearInterval(timer);
  };
}

/**
 * Milliseconds for which this process has stood still so far (a long turn of its event loop, no CPU to be had). What a call
 * took, less the difference of two readings, is what its dependency took: a process that is late itself must not blame others.
 */
export function standstillMs(): number {
  return totalMs + lateBy();
}
