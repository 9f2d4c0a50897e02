import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import { tracer } from './context.js';
import { warnIfSlow } from './slow-calls.js';

/**
 * Runs a call to something outside (database, Redis, a queue, another service): a client span when the trace in progress
 * is recorded, and a warning when it took over a second. `name` and attributes must hold no values of customers.
 *
 * pg, ioredis and BullMQ are wrapped with this where they are called, in place of the official instrumentations: those
 * cost two thirds of a Redis-backed route's rate at any sampling, and need import hooks under ESM. This costs two
 * clock readings when the trace is not recorded.
 */
export async function timed<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  const span = isRecorded() ? tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }) : undefined;
  const startedAt = performance.now();
  try {
    return await (span === undefined ? work() : context.with(trace.setSpan(context.active(), span), work));
  } catch (error) {
    if (span !== undefined) markFailed(span, errorType(error));
    throw error;
  } finally {
    span?.end();
    warnIfSlow(name, performance.now() - startedAt, attributes);
  }
}

/** By its flag, not by isRecording: the parent may be in another process. */
function isRecorded(): boolean {
  const parent = trace.getSpanContext(context.active());
  return parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
}

function errorType(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  return String('code' in error ? error.code : 'name' in error ? error.name : 'unknown');
}

/** Marks a span as failed. */
export function markFailed(span: Span, type: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', type);
}
