import { isFault } from '@breakwater/kernel';
import type { Event, Intent } from '../domain/discrepancy.js';

/** Refused for what it is: the same call would be refused again. */
const FINAL = ['invalid', 'not_found', 'conflict', 'unprocessable', 'forbidden', 'gone'];
/** A conflict that passes. */
const PASSES = ['idempotency.key.in_progress', 'payment.attempt.busy'];

/** What an error means to the act that met it. */
export function failureOf({ round }: Intent, error: unknown, nowMs: number): Event {
  const code = isFault(error) ? error.code : String(error).slice(0, 200);
  const final = isFault(error) && FINAL.includes(error.kind) && !PASSES.includes(error.code);
  return { type: 'failed', nowMs, round, error: code, final };
}
