import { Fault } from '@breakwater/kernel';

/** Rounded up, at least a second: what Retry-After can say. */
const seconds = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

/** The work took longer than its policy allows. It was aborted; whether it had an effect is unknown. */
export function timedOut(name: string, timeoutMs: number): Fault {
  return new Fault('timeout', 'resilience.timeout.exceeded', `${name} took longer than ${Math.round(timeoutMs)} ms`);
}

/** The caller's deadline passed, before the work began (nothing was sent then) or while it ran: `details.began` tells. */
export function deadlinePassed(name: string, began: boolean): Fault {
  const when = began ? 'while it ran' : 'before it began';
  const text = `the deadline passed for ${name} ${when}`;
  return new Fault('timeout', 'resilience.deadline.exceeded', text, { details: { began } });
}

/** Refused here without asking: the dependency has failed lately. */
export function breakerOpen(name: string, retryAfterMs: number): Fault {
  return new Fault('unavailable', 'resilience.breaker.open', `${name} has failed lately, not asked`, {
    retryAfterSeconds: seconds(retryAfterMs),
  });
}

/** Refused here without asking: too many calls are under way. */
export function bulkheadFull(name: string, limit: number): Fault {
  return new Fault('unavailable', 'resilience.bulkhead.full', `${limit} calls of ${name} are under way`, {
    retryAfterSeconds: 1,
  });
}
