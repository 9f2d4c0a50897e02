import { currentDeadline, Guard } from '@breakwater/resilience';
import { currentProviderCall, type ProviderCall } from './provider-call.js';
import { failureKind, ProviderFailure } from './provider-failure.js';
import { providerPolicy, RECORDING_RESERVE_MS } from './provider.policy.js';

/** Every call to the provider passes here: time-out, bulkhead, breaker, and what a failure means. */
export class ProviderGate {
  private readonly guard: Guard;

  constructor(private readonly timeoutMs: number) {
    this.guard = new Guard(providerPolicy(timeoutMs));
  }

  /** Throws ProviderFailure and nothing else. */
  async pass<T>(step: string, action: () => Promise<T>): Promise<T> {
    const leftMs = (currentDeadline()?.remainingMs() ?? Infinity) - RECORDING_RESERVE_MS;
    if (leftMs <= 0) throw new ProviderFailure('not_done', step, new Error('no time left to ask'));
    let call: ProviderCall | undefined;
    try {
      return await this.guard.run(
        (signal) => {
          call = { signal, sent: false };
          return currentProviderCall.run(call, action);
        },
        { timeoutMs: Math.min(this.timeoutMs, leftMs) },
      );
    } catch (error) {
      throw new ProviderFailure(failureKind(error, call?.sent ?? false), step, error);
    }
  }

  /** Rejects while the provider is not asked, so that the status page says so. */
  async probe(): Promise<void> {
    const state = this.guard.state();
    if (state !== 'closed') throw new Error(`breaker is ${state}`);
  }

  close(): void {
    this.guard.close();
  }
}
