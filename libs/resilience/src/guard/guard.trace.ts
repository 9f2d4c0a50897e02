import { trace } from '@opentelemetry/api';
import type { BreakerState } from './breaker-policy.js';

/** On the span of the work in progress: in which state the breaker was when it called. */
export function traceCall(name: string, state: BreakerState): void {
  trace.getActiveSpan()?.setAttributes({ 'resilience.dependency': name, 'resilience.breaker.state': state });
}

/** A call that was refused here, and why. */
export function traceRefusal(name: string, state: BreakerState, outcome: string): void {
  trace.getActiveSpan()?.addEvent('resilience.refused', {
    'resilience.dependency': name,
    'resilience.breaker.state': state,
    'resilience.outcome': outcome,
  });
}

/** What became of the wish to try again. */
export function traceRetry(name: string, outcome: string): void {
  trace.getActiveSpan()?.addEvent('resilience.retry', { 'resilience.dependency': name, 'resilience.outcome': outcome });
}
