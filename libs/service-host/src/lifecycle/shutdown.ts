import type { Logger } from '@breakwater/telemetry';

export interface Shutdown {
  readonly graceMs: number;
  readonly log: Logger;
  /** Readiness turns to 503 here; the process still serves for `graceMs`, until the balancer has noticed. */
  drain(): void;
  /** Stops accepting, lets what is in flight end, closes what is open. */
  close(): Promise<void>;
}

/** In-flight work that does not end is cut off after this. */
const CLOSE_LIMIT_MS = 15_000;

/** Ends the process in order at SIGTERM or SIGINT; a second signal skips the grace. */
export function shutDownOnSignal(shutdown: Shutdown): void {
  const { log } = shutdown;
  let stopping = false;
  let hurry: () => void = () => undefined;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return hurry();
    stopping = true;
    log.info({ signal, graceMs: shutdown.graceMs }, 'draining');
    shutdown.drain();
    await new Promise<void>((resolve) => {
      hurry = resolve;
      setTimeout(resolve, shutdown.graceMs);
    });
    const limit = setTimeout(() => {
      log.error('did not close in time, exiting');
      process.exit(1);
    }, CLOSE_LIMIT_MS);
    await shutdown.close();
    clearTimeout(limit);
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.error({ err: error }, 'shutdown failed');
        process.exit(1);
      });
    });
  }
}
