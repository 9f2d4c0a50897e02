import { type Fault, isFault } from '@breakwater/kernel';
import { RetryBudget, type BudgetPolicy } from './retry-budget.js';

export interface RetryPolicy {
  /** Tries altogether, the first included. */
  readonly tries: number;
  /** The pause before the second try is anything up to this, before the third up to twice as much, and so on. */
  readonly baseMs: number;
  /** The longest pause. */
  readonly maxMs: number;
  readonly budget?: BudgetPolicy;
}

/** What a retry needs to know of the call and its dependency. */
export interface Retryable<T> {
  /** Sends it. */
  readonly send: (first: boolean) => Promise<T>;
  /** Is it a passing failure, and may this call be sent twice? */
  readonly retryIf: (error: unknown) => boolean;
  /** No retries while the dependency is known to be ill. */
  readonly healthy: () => boolean;
  /** By performance.now(). */
  readonly giveUpAt: number;
  readonly note: (outcome: 'sent' | 'out_of_tries' | 'unhealthy' | 'no_time' | 'over_budget') => void;
}

/** Faults that say: this try never reached the dependency. */
const NEVER_SENT = ['resilience.call.unreachable', 'resilience.breaker.open', 'resilience.bulkhead.full'];

/** True for a fault that says: the request never left. */
export function wasNeverSent(error: unknown): boolean {
  return isFault(error) && (NEVER_SENT.includes(error.code) || hadNoTimeToBegin(error));
}

function hadNoTimeToBegin({ code, details }: Fault): boolean {
  const began = typeof details === 'object' && details !== null && 'began' in details ? details.began : undefined;
  return code === 'resilience.deadline.exceeded' && began === false;
}

/** Tries again: full jitter, within the caller's time, within a budget, and never at a dependency that is known to be ill. */
export class Retry {
  private readonly budget: RetryBudget;

  constructor(private readonly policy: RetryPolicy) {
    this.budget = new RetryBudget(policy.budget);
  }

  /** A first call was sent: it makes room for a tenth of a retry. */
  sent(): void {
    this.budget.sent();
  }

  /** The first success; else what tells most of the outcome: an error after which something may have happened stays. */
  async run<T>(call: Retryable<T>): Promise<T> {
    let tellsMost: unknown;
    for (let tries = 1; ; tries++) {
      try {
        return await call.send(tries === 1);
      } catch (error) {
        if (tries === 1 || !wasNeverSent(error)) tellsMost = error;
        if (!call.retryIf(error)) throw tellsMost;
      }
      const pauseMs = this.pauseMs(tries, tellsMost);
      const outcome = this.judge(call, tries, pauseMs);
      call.note(outcome);
      if (outcome !== 'sent') throw tellsMost;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  private judge(call: Retryable<unknown>, tries: number, pauseMs: number) {
    if (tries >= this.policy.tries) return 'out_of_tries';
    if (!call.healthy()) return 'unhealthy';
    if (performance.now() + pauseMs >= call.giveUpAt) return 'no_time';
    return this.budget.take() ? 'sent' : 'over_budget';
  }

  /** Full jitter; never sooner than the dependency asked for. */
  private pauseMs(tries: number, error: unknown): number {
    const longest = Math.min(this.policy.maxMs, this.policy.baseMs * 2 ** (tries - 1));
    const asked = isFault(error) ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    return Math.max(asked, Math.random() * longest);
  }
}
