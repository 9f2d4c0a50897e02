import { type Counter, type Histogram, metrics, type ObservableResult } from '@opentelemetry/api';
import type { BreakerChange, BreakerState } from './breaker-policy.js';

/** What the gauges read of a guard. */
interface Watched {
  readonly policy: { readonly name: string };
  state(): BreakerState;
  load(): { running: number; waiting: number };
}

interface Instruments {
  readonly calls: Counter;
  readonly seconds: Histogram;
  readonly changes: Counter;
  readonly retries: Counter;
}

const STATE_NUMBER: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2, ramping: 3 };
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const guards = new Set<Watched>();
let instruments: Instruments | undefined;

/** Made at first use: the global meter provider is in place by then, or there is none and nothing is measured. */
function made(): Instruments {
  if (instruments !== undefined) return instruments;
  const meter = metrics.getMeter('breakwater');
  const gauge = (name: string, description: string, read: (guard: Watched) => number): void => {
    meter.createObservableGauge(name, { description }).addCallback((result: ObservableResult) => {
      for (const guard of guards) result.observe(read(guard), { name: guard.policy.name });
    });
  };
  gauge('resilience_breaker_state', '0 closed, 1 half-open, 2 open, 3 ramping', (guard) => STATE_NUMBER[guard.state()]);
  gauge('resilience_bulkhead_running', 'Calls under way', (guard) => guard.load().running);
  gauge('resilience_bulkhead_waiting', 'Calls that wait for a place', (guard) => guard.load().waiting);
  instruments = {
    calls: meter.createCounter('resilience_calls_total', { description: 'Guarded calls by outcome' }),
    seconds: meter.createHistogram('resilience_call_duration_seconds', {
      description: 'Time of guarded calls that were made',
      unit: 's',
      advice: { explicitBucketBoundaries: BUCKETS_SECONDS },
    }),
    changes: meter.createCounter('resilience_breaker_changes_total', {
      description: 'Changes of state, from one to another',
    }),
    retries: meter.createCounter('resilience_retries_total', {
      description: 'Failures that could be tried again, by what became of that',
    }),
  };
  return instruments;
}

export function watchGuard(guard: Watched): void {
  made();
  guards.add(guard);
}

export function forgetGuard(guard: Watched): void {
  guards.delete(guard);
}

/** `seconds` is 0 for a call that was refused here. */
export function countCall(name: string, outcome: string, seconds: number): void {
  const { calls, seconds: histogram } = made();
  calls.add(1, { name, outcome });
  if (seconds > 0) histogram.record(seconds, { name });
}

export function countChange(name: string, { from, to }: BreakerChange): void {
  made().changes.add(1, { name, from, to });
}

/** `sent`, or why not. */
export function countRetry(name: string, outcome: string): void {
  made().retries.add(1, { name, outcome });
}
