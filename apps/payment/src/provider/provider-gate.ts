import { currentDeadline, Guard } from '@breakwater/resilience';
import { timed } from '@breakwater/telemetry';
import { providerPolicy, RECORDING_RESERVE_MS } from '../payment.policies.js';
import { currentProviderCall, type ProviderCall } from './provider-call.js';
import { failureKind, isProviderFailure, ProviderFailure } from './provider-failure.js';
import type { ProviderWatch } from './provider-watch.js';

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
    if (leftMs <= 0) throw new ProviderFailure('not_done', step, new Error('no time left to ask'));
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
          timeoutMs: Math.min(this.timeoutMs, leftMs),
          retryIf: (error) => !sent() && calls.length > 0 && isProviderFailure(error),
        },
      );
    } catch (error) {
      throw new ProviderFailure(failureKind(error, sent()), step, error);
    }
  }
}

/** A refusal is an answer, and an answer is all that the probe asks for. */
async function ask(signal: AbortSignal, read: () => Promise<unknown>): Promise<void> {
  try {
    await currentProviderCall.run({ signal, sent: false }, read);
  } catch (error) {
    if (isProviderFailure(error)) throw error;
  }
}
