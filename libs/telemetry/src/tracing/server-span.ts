import { context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { tracer } from './context.js';
import { warnIfSlow } from './slow-calls.js';
import { markFailed } from './timed.js';

export interface IncomingRequest {
  readonly method: string;
  /** The pattern (`/orders/:orderId`), never the address. */
  readonly route: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** The span of one request, for a server's hook. */
export interface ServerSpan {
  readonly traceId: string;
  /** Runs what handles the request inside the span's context. */
  run<T>(work: () => T): T;
  /** Ends the span and warns when the request took over a second. */
  end(status: number): void;
}

/**
 * Starts a request's span, as a child of the caller's. For a hook of our own instead of the http instrumentation, which
 * costs far more (see `timed`). In Fastify call `run` in preValidation: reading the body loses the context.
 */
export function startServerSpan({ method, route, headers }: IncomingRequest): ServerSpan {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const name = `${method} ${route}`;
  const attributes = { 'http.request.method': method, 'http.route': route };
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  const active = trace.setSpan(parent, span);
  const startedAt = performance.now();
  return {
    traceId: span.spanContext().traceId,
    run: (work) => context.with(active, work),
    end: (status) => {
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) markFailed(span, String(status));
      span.end();
      context.with(active, () => warnIfSlow(name, performance.now() - startedAt, { ...attributes, status }));
    },
  };
}
