import { AsyncLocalStorage } from 'node:async_hooks';
import { type Clock, systemClock } from '@breakwater/kernel';

/** Remaining milliseconds of the caller's deadline; relative, so that clocks of two machines need not agree. */
export const DEADLINE_HEADER = 'x-deadline-ms';

/** The moment after which nobody waits for the answer any more. */
export interface Deadline {
  /** Milliseconds since the epoch, by the clock that it was made with. */
  readonly at: number;
  /** Milliseconds left; zero or less when it has passed. */
  remainingMs(): number;
}

const current = new AsyncLocalStorage<Deadline | undefined>();

/** The deadline `ms` milliseconds from now. */
export function deadlineIn(ms: number, clock: Clock = systemClock): Deadline {
  const at = clock.now() + ms;
  return { at, remainingMs: () => at - clock.now() };
}

/** The deadline of the work in progress, if it has one. */
export function currentDeadline(): Deadline | undefined {
  return current.getStore();
}

/** Runs `work` under `deadline`. Inside another deadline the sooner of the two holds: nesting only shortens. */
export function withDeadline<T>(deadline: Deadline, work: () => T): T {
  const outer = current.getStore();
  const sooner = outer !== undefined && outer.remainingMs() < deadline.remainingMs() ? outer : deadline;
  return current.run(sooner, work);
}

/** Runs `work` without the deadline of the request that began it: it goes on after the answer, and nobody waits for it. */
export function withoutDeadline<T>(work: () => T): T {
  return current.run(undefined, work);
}
