import { currentDeadline } from '../deadline.js';
import { Retry, type RetryPolicy } from '../retry/retry.js';
import { attempt, type Ending } from './attempt.js';
import { Breaker } from './breaker.js';
import type { BreakerChange, BreakerPolicy, BreakerState, Permit, Verdict } from './breaker-policy.js';
import { Bulkhead, type BulkheadPolicy } from './bulkhead.js';
import { breakerOpen, bulkheadFull, deadlinePassed, timedOut } from './faults.js';
import { countCall, countChange, countRetry, forgetGuard, watchGuard } from './guard.metrics.js';
import { traceCall, traceRefusal, traceRetry } from './guard.trace.js';
import { standstillMs, watchStandstill } from './standstill.js';

export interface GuardPolicy {
  /** Names the dependency in faults and metrics. */
  readonly name: string;
  /** Longest a call may take, waiting for a place and all its tries included. There is no way to do without. */
  readonly timeoutMs: number;
  readonly bulkhead: BulkheadPolicy;
  /** No breaker when left out. */
  readonly breaker?: BreakerPolicy;
  /** No retries when left out; with it, only calls that say `retryIf` are tried again. */
  readonly retry?: RetryPolicy;
  /** False for an error that says nothing of the dependency's health (a 429, say). All errors are failures when left out. */
  readonly isFailure?: (error: unknown) => boolean;
  /** Hears of each change of the breaker's state. */
  readonly onChange?: (change: BreakerChange) => void;
}

export interface RunOptions {
  /** Instead of the policy's. */
  readonly timeoutMs?: number;
  /** True for an error after which this call may be made once more: it passes by itself, and twice does no harm. */
  readonly retryIf?: (error: unknown) => boolean;
}

/**
 * Stands between us and a dependency: deadline, retry, breaker, bulkhead and time-out, in this order from the outside.
 * What is refused here (no place, breaker open, no time left) is never counted as the dependency's failure.
 */
export class Guard {
  private readonly bulkhead: Bulkhead;
  private readonly breaker: Breaker | undefined;
  private readonly retry: Retry | undefined;
  private readonly unwatch: () => void;

  constructor(readonly policy: GuardPolicy) {
    this.bulkhead = new Bulkhead(policy.bulkhead);
    this.retry = policy.retry && new Retry(policy.retry);
    const fit = (): void => this.bulkhead.narrow(this.breaker?.share ?? 1);
    const changed = (change: BreakerChange): void => {
      fit();
      countChange(policy.name, change);
      policy.onChange?.(change);
    };
    this.breaker = policy.breaker && new Breaker(policy.breaker, changed, fit);
    this.unwatch = watchStandstill();
    watchGuard(this);
  }

  /**
   * Runs `action` with a signal of its own, aborted when the time is up. The place in the bulkhead stays taken until
   * the action has settled, so it must end soon after its signal.
   * Throws what the action throws, or a Fault: `resilience.timeout.exceeded`, `resilience.deadline.exceeded`,
   * `resilience.breaker.open`, `resilience.bulkhead.full`.
   */
  async run<T>(action: (signal: AbortSignal) => Promise<T>, options: RunOptions = {}): Promise<T> {
    const { name } = this.policy;
    const timeoutMs = options.timeoutMs ?? this.policy.timeoutMs;
    const leftMs = currentDeadline()?.remainingMs() ?? Infinity;
    const giveUpAt = performance.now() + Math.min(timeoutMs, leftMs);
    const time = { giveUpAt, timeoutMs, byDeadline: leftMs < timeoutMs };
    traceCall(name, this.state());
    if (this.retry === undefined || options.retryIf === undefined) return this.once(action, time, true);
    return this.retry.run({
      send: (first) => this.once(action, time, first),
      retryIf: options.retryIf,
      healthy: () => this.breaker?.isTrusted ?? true,
      giveUpAt,
      note: (outcome) => {
        countRetry(name, outcome);
        traceRetry(name, outcome);
      },
    });
  }

  /** The breaker's state; always `closed` without a breaker. */
  state(): BreakerState {
    return this.breaker?.state ?? 'closed';
  }

  /** When the state began, in milliseconds since the epoch; undefined without a breaker. */
  since(): number | undefined {
    return this.breaker?.since;
  }

  /** Asks the dependency by the policy's probe: true when it is well, and then an open breaker begins to close. */
  async probe(): Promise<boolean> {
    return (await this.breaker?.probe()) ?? this.state() === 'closed';
  }

  /** Calls under way and calls that wait for a place. */
  load(): { running: number; waiting: number } {
    return { running: this.bulkhead.running, waiting: this.bulkhead.waiting };
  }

  /** Stops its timers and metrics; for tests and for guards that do not live as long as the process. */
  close(): void {
    this.breaker?.close();
    this.unwatch();
    forgetGuard(this);
  }

  private async once<T>(action: (signal: AbortSignal) => Promise<T>, time: Time, first: boolean): Promise<T> {
    const { name, bulkhead } = this.policy;
    const { giveUpAt, byDeadline } = time;
    if (giveUpAt <= performance.now()) throw this.refuse('deadline', deadlinePassed(name, false));
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
    const startedAt = performance.now();
    const stoodStillMs = standstillMs();
    const budgetMs = giveUpAt - startedAt;
    if (budgetMs <= 0) {
      permit?.settle('nothing');
      this.bulkhead.leave();
      throw this.refuse('deadline', deadlinePassed(name, false));
    }
    if (first) this.retry?.sent();
    return attempt(action, {
      budgetMs,
      tooLate: () => (byDeadline ? deadlinePassed(name, true) : timedOut(name, time.timeoutMs)),
      onSettled: () => this.bulkhead.leave(),
      onEnd: (ending, error) => {
        const tookMs = performance.now() - startedAt;
        let verdict: Verdict = 'ill';
        try {
          verdict = this.judge(ending, error, tookMs, standstillMs() - stoodStillMs);
        } finally {
          // Also when isFailure throws: a permit that is never handed back would keep the breaker half-open.
          this.settle(permit, verdict, ending, tookMs);
        }
      },
    });
  }

  private judge(ending: Ending, error: unknown, tookMs: number, stoodStillMs: number): Verdict {
    const { breaker, isFailure, timeoutMs } = this.policy;
    const itsMs = tookMs - stoodStillMs;
    if (ending === 'ok') return itsMs > (breaker?.slowCallMs ?? Infinity) ? 'slow' : 'well';
    if (ending === 'failure') return (isFailure?.(error) ?? true) ? 'ill' : 'nothing';
    // Who gave it less than half of its time has learnt nothing about it.
    if (tookMs * 2 < timeoutMs) return 'nothing';
    return itsMs * 2 < timeoutMs ? 'unsure' : 'ill';
  }

  private settle(permit: Permit | undefined, verdict: Verdict, ending: Ending, tookMs: number): void {
    permit?.settle(verdict);
    const outcome = ending === 'failure' && verdict === 'nothing' ? 'ignored' : verdict === 'slow' ? 'slow' : ending;
    countCall(this.policy.name, outcome, tookMs / 1000);
  }

  private openFault(): Error {
    return breakerOpen(this.policy.name, this.breaker?.retryAfterMs() ?? 0);
  }

  private refuse(outcome: string, fault: Error): Error {
    countCall(this.policy.name, outcome, 0);
    traceRefusal(this.policy.name, this.state(), outcome);
    return fault;
  }
}

/** Until when a call may go on, all its tries together. */
interface Time {
  readonly giveUpAt: number;
  readonly timeoutMs: number;
  readonly byDeadline: boolean;
}
