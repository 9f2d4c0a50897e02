import type { Logger } from '@breakwater/telemetry';

const RETRY_MS = 500;
const GIVE_UP_AFTER_MS = 60_000;

/** Tries again for a minute: services and their database may start together, on a machine that is busy with it. */
export async function keepTrying<T>(what: string, log: Logger, work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + GIVE_UP_AFTER_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      log.warn({ err: error }, `${what}: not yet, trying again`);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
