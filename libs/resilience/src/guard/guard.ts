import { types } from 'node:util';
import { currentDeadline } from '../deadline.js';
import { Breaker, type BreakerPolicy, type BreakerState, type Permit, type Verdict } from './breaker.js';
import { Bulkhead, type BulkheadPolicy } from './bulkhead.js';
import { breakerOpen, bulkheadFull, deadlinePassed, timedOut } from './faults.js';
import { countCall, countChange, forgetGuard, watchGuard } from './guard.metrics.js';

export interface GuardPolicy {
  /** Names the dependency in faults and metrics. */
  readonly name: string;
  /** Longest a call may take, waiting for a place included. There is no way to do without. */
  readonly timeoutMs: number;
  readonly bulkhead: BulkheadPolicy;
  /** No breaker when left out. */
  readonly breaker?: BreakerPolicy;
  /** False for an error that says nothing of the dependency's health (a 429, say). All errors are failures when left out. */
  readonly isFailure?: (error: unknown) => boolean;
}

export interface RunOptions {
  /** Instead of the policy's. */
  readonly timeoutMs?: number;
}

/**
 * Stands between us and a dependency: deadline, bulkhead, breaker and time-out, in this order from the outside.
 * What is refused here (no place, breaker open, no time left) is never counted as the dependency's failure.
 */
export class Guard {
  private readonly bulkhead: Bulkhead;
  private readonly breaker: Breaker | undefined;

  constructor(readonly policy: GuardPolicy) {
    this.bulkhead = new Bulkhead(policy.bulkhead);
    this.breaker = policy.breaker && new Breaker(policy.breaker, (state) => countChange(policy.name, state));
    watchGuard(this);
  }

  /**
   * Runs `action` with a signal of its own, aborted when the time is up. The place in the bulkhead stays taken until
   * the action has settled, so it must end soon after its signal.
   * Throws what the action throws, or a Fault: `resilience.timeout.exceeded`, `resilience.deadline.exceeded`,
   * `resilience.breaker.open`, `resilience.bulkhead.full`.
   */
  async run<T>(action: (signal: AbortSignal) => Promise<T>, options: RunOptions = {}): Promise<T> {
    const { name, bulkhead } = this.policy;
    const timeoutMs = options.timeoutMs ?? this.policy.timeoutMs;
    const leftMs = currentDeadline()?.remainingMs() ?? Infinity;
    const giveUpAt = performance.now() + Math.min(timeoutMs, leftMs);
    const byDeadline = leftMs < timeoutMs;
    if (leftMs <= 0) throw this.refuse('deadline', deadlinePassed(name, false));
    if (this.breaker?.admits() === false) throw this.refuse('breaker_open', this.openFault());

    if (!(await this.bulkhead.enter(giveUpAt - performance.now()))) {
      const late = byDeadline && performance.now() >= giveUpAt;
      if (late) throw this.refuse('deadline', deadlinePassed(name, false));
      throw this.refuse('bulkhead_full', bulkheadFull(name, bulkhead.limit));
    }
    const permit = this.breaker?.enter();
    if (this.breaker !== undefined && permit === undefined) {
      this.bulkhead.leave();
      throw this.refuse('breaker_open', this.openFault());
    }
    const tooLate = (): Error => (byDeadline ? deadlinePassed(name, true) : timedOut(name, timeoutMs));
    return this.attempt(action, giveUpAt - performance.now(), tooLate, permit);
  }

  /** The breaker's state; always `closed` without a breaker. */
  state(): BreakerState {
    return this.breaker?.state() ?? 'closed';
  }

  /** Calls under way and calls that wait for a place. */
  load(): { running: number; waiting: number } {
    return { running: this.bulkhead.running, waiting: this.bulkhead.waiting };
  }

  /** Stops its timers and metrics; for tests and for guards that do not live as long as the process. */
  close(): void {
    this.breaker?.close();
    forgetGuard(this);
  }

  private attempt<T>(
    action: (signal: AbortSignal) => Promise<T>,
    budgetMs: number,
    tooLate: () => Error,
    permit: Permit | undefined,
  ): Promise<T> {
    const controller = new AbortController();
    const startedAt = performance.now();
    return new Promise<T>((resolve, reject) => {
      let over = false;
      const finish = (verdict: Verdict, outcome: string): boolean => {
        if (over) return false;
        over = true;
        clearTimeout(timer);
        permit?.settle(verdict);
        countCall(this.policy.name, outcome, (performance.now() - startedAt) / 1000);
        return true;
      };
      const timer = setTimeout(() => {
        // A caller who gave it less than half of its time has learnt nothing about the dependency.
        const fair = budgetMs * 2 >= this.policy.timeoutMs;
        const fault = tooLate();
        if (finish(fair ? 'ill' : 'nothing', 'timeout')) reject(fault);
        controller.abort(fault);
      }, budgetMs);
      start(action, controller.signal)
        .finally(() => this.bulkhead.leave())
        .then(
          (value) => finish('well', 'ok') && resolve(value),
          (error: unknown) => {
            const failed = this.policy.isFailure?.(error) ?? true;
            if (finish(failed ? 'ill' : 'nothing', failed ? 'failure' : 'ignored')) reject(asError(error));
          },
        )
        // isFailure itself threw.
        .catch((error: unknown) => finish('ill', 'failure') && reject(asError(error)));
    });
  }

  private openFault(): Error {
    return breakerOpen(this.policy.name, this.breaker?.retryAfterMs() ?? 0);
  }

  private refuse(outcome: string, fault: Error): Error {
    countCall(this.policy.name, outcome, 0);
    return fault;
  }
}

/** An action that throws before its first await is a rejected one. */
async function start<T>(action: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  return action(signal);
}

function asError(thrown: unknown): Error {
  return types.isNativeError(thrown) ? thrown : new Error(String(thrown), { cause: thrown });
}
