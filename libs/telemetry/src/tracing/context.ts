import { context, isSpanContextValid, propagation, ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api';

/** W3C trace context as it rides in an event, a job or a header. */
export interface Carrier {
  traceparent?: string | undefined;
  tracestate?: string | undefined;
}

export const tracer: Tracer = trace.getTracer('breakwater');

/** Writes the current trace context into `carrier` and returns it; nothing where there is no trace. */
export function injectContext<C extends Carrier>(carrier: C): C {
  propagation.inject(context.active(), carrier);
  return carrier;
}

/** Runs `work` as a part of the trace that made the carrier; of the current one when the carrier has none. */
export function withExtractedContext<T>(carrier: Readonly<Carrier>, work: () => T): T {
  const extracted = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, carrier));
  if (extracted === undefined || !isSpanContextValid(extracted)) return work();
  return context.with(trace.setSpanContext(context.active(), extracted), work);
}

/** The trace id of the work in progress. */
export function currentTraceId(): string | undefined {
  return trace.getSpanContext(context.active())?.traceId;
}
