export { type Identity, identity } from './identity.js';
export { buildLogger, createLogger, log, type Logger, type LoggerOptions } from './logging/logger.js';
export { scrub } from './logging/scrub.js';
export { scrubText } from './logging/scrub-text.js';
export { eventLoopLagMs } from './metrics/event-loop.js';
export {
  counter,
  type CounterHandle,
  gauge,
  type GaugeHandle,
  histogram,
  type HistogramHandle,
  type InstrumentOptions,
  observedCounter,
  observedGauge,
  type Reading,
} from './metrics/instruments.js';
export { type ObservedRequest, observeRequest } from './metrics/requests.js';
export { renderPrometheus, stopTelemetry } from './running.js';
export { type Carrier, currentTraceId, injectContext, tracer, withExtractedContext } from './tracing/context.js';
export { type IncomingRequest, type ServerSpan, startServerSpan } from './tracing/server-span.js';
export { timed } from './tracing/timed.js';
