import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const WINDOW_MS = 5000;

type Monitor = ReturnType<typeof monitorEventLoopDelay>;

let monitor: Monitor | undefined;
let windowStartedAt = 0;
let last: number | undefined;

/**
 * How late timers run, in milliseconds: the 99th percentile of the last five-second window (of the one that has
 * begun, while there is no other). Some ms are idle; past 100 ms requests wait for the processor.
 */
export function eventLoopLagMs(): number {
  monitor ??= startMonitor();
  const now = percentileMs(monitor);
  if (performance.now() - windowStartedAt >= WINDOW_MS) {
    last = now;
    windowStartedAt = performance.now();
    monitor.reset();
  }
  return last ?? now;
}

function startMonitor(): Monitor {
  const started = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  started.enable();
  windowStartedAt = performance.now();
  return started;
}

/** The histogram counts the timer's own interval; what is beyond it is lag. */
function percentileMs(histogram: Monitor): number {
  const ms = histogram.percentile(99) / 1e6 - RESOLUTION_MS;
  return histogram.count > 0 ? Math.max(0, Math.round(ms * 10) / 10) : 0;
}
