import { log } from '../logging/logger.js';
import { counter } from '../metrics/instruments.js';

/** Everything that takes longer is worth a line. */
export const SLOW_MS = 1000;

const slow = counter('slow_calls_total', { help: 'Calls that took more than a second', labels: ['call'] });

/** Says what took how long, when it was more than a second. `call` must have few values. */
export function warnIfSlow(call: string, durationMs: number, fields: object): void {
  if (durationMs <= SLOW_MS) return;
  slow.add(1, { call });
  log.warn({ ...fields, call, durationMs: Math.round(durationMs) }, 'slow call');
}
