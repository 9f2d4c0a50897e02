import { isFault } from '@breakwater/kernel';
import { currentDeadline, Guard } from '@breakwater/resilience';
import { timed } from '@breakwater/telemetry';
import { providerPolicy, RECORDING_RESERVE_MS } from '../payment.policies.js';
import { currentProviderCall, type ProviderCall } from './provider-call.js';
import { failureKind, isProviderFailure, ProviderFailure } from './provider-failure.js';
import type { ProviderWatch } from './provider-watch.js';

/**
 * With less than this a healthy provider could not answer, and asking would only make an outcome that nobody knows: it takes
 * some hundred milliseconds for a create or a confirmation. A checkout of order has 1600 for stock, create and confirmation.
 */
const LEAST_MS = 400;

/** Every call to the provider passes here: time-out, bulkhead, breaker, and what a failure means. */
export class ProviderGate {
  private readonly guard: Guard;

  /** `read`: the cheapest read that the provider has. */
  constructor(
    private readonly timeoutMs: number,
    read: () => Promise<unknown>,
    watch: ProviderWatch,
  ) {
    this.guard = new Guard({
      ...providerPolicy(timeoutMs, {
        ask: (signal) => ask(signal, read),
        ...(watch.turns === undefined ? {} : { turns: watch.turns }),
      }),
      ...(watch.onChange === undefined ? {} : { onChange: watch.onChange }),
    });
  }

  /** Throws ProviderFailure and nothing else. */
  pass<T>(step: string, action: () => Promise<T>): Promise<T> {
    return timed(`provider ${step}`, { 'peer.service': 'provider' }, () => this.guarded(step, action));
  }

  get health(): { state: ReturnType<Guard['state']>; since: number } {
    return { state: this.guard.state(), since: this.guard.since() ?? 0 };
  }

  /** One cheap read at the provider, now. An open breaker begins to close when it goes well. */
  isHealthy(): Promise<boolean> {
    return this.guard.probe();
  }

  close(): void {
    this.guard.close();
  }

  private async guarded<T>(step: string, action: () => Promise<T>): Promise<T> {
    const leftMs = (currentDeadline()?.remainingMs() ?? Infinity) - RECORDING_RESERVE_MS;
    if (leftMs < Math.min(LEAST_MS, this.timeoutMs / 2))
      throw new ProviderFailure('not_done', step, new Error('no time left to ask'), true);
    const budgetMs = Math.min(this.timeoutMs, leftMs);
    const startedAt = performance.now();
    const calls: ProviderCall[] = [];
    const sent = (): boolean => calls.some((call) => call.sent);
    try {
      return await this.guard.run(
        (signal) => {
          const call = { signal, sent: false };
          calls.push(call);
          return currentProviderCall.run(call, action);
        },
        {
          timeoutMs: budgetMs,
          retryIf: (error) => !sent() && calls.length > 0 && isProviderFailure(error),
        },
      );
    } catch (error) {
      // The guard sees it in the same way: who gave it less than half of its time has learnt nothing about it.
      const isOver = (performance.now() - startedAt) * 2 > budgetMs;
      const hurried = budgetMs * 2 < this.timeoutMs && isOver && ranOut(error, calls.length);
      throw new ProviderFailure(failureKind(error, sent()), step, error, hurried);
    }
  }
}

/** It was given up, and not refused: before its turn came, or while the provider was being asked for the first time. */
function ranOut(error: unknown, calls: number): boolean {
  if (!isFault(error)) return false;
  if (calls === 0) return error.code === 'resilience.bulkhead.full' || error.code === 'resilience.deadline.exceeded';
  return calls === 1 && error.code === 'resilience.timeout.exceeded';
}

/** A refusal is an answer, and an answer is all that the probe asks for. */
async function ask(signal: AbortSignal, read: () => Promise<unknown>): Promise<void> {
  try {
    await currentProviderCall.run({ signal, sent: false }, read);
  } catch (error) {
    if (isProviderFailure(error)) throw error;
  }
}
