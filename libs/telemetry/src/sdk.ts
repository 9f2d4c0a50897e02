import { setTimeout as pause } from 'node:timers/promises';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type IMetricReader, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { NodeSDK, type NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { AlwaysOffSampler, BatchSpanProcessor, NoopSpanProcessor } from '@opentelemetry/sdk-trace';
import { identity } from './identity.js';
import { observeProcess } from './metrics/process.metrics.js';
import { setReader, setStop } from './running.js';

const STOP_TIMEOUT_MS = 2000;

/**
 * Starts OpenTelemetry for this process: metrics for our own route always, traces and metrics by OTLP when
 * OTEL_EXPORTER_OTLP_ENDPOINT is set. Without it spans are not recorded, but trace ids are made and passed on, for the
 * logs. No instrumentations: see `timed` and `startServerSpan`.
 */
export function startTelemetry(): void {
  const exporting = Boolean(process.env['OTEL_EXPORTER_OTLP_ENDPOINT']);
  // It would bind port 9464 in every process.
  const prometheus = new PrometheusExporter({ preventServerStart: true });
  const { service, instance, version } = identity();
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resourceFromAttributes({
      'service.name': service,
      'service.instance.id': instance,
      'service.version': version,
    }),
    textMapPropagator: new W3CTraceContextPropagator(),
    metricReaders: [prometheus, ...(exporting ? [otlpMetrics()] : [])],
    logRecordProcessors: [],
    instrumentations: [],
    ...(exporting ? otlpTraces() : { sampler: new AlwaysOffSampler(), spanProcessors: [new NoopSpanProcessor()] }),
  });
  sdk.start();
  setReader(prometheus);
  // Shutting down exports what is left; a collector that hangs must not hold the process.
  setStop(() => Promise.race([sdk.shutdown().catch(() => {}), pause(STOP_TIMEOUT_MS, undefined, { ref: false })]));
  observeProcess();
}

/** The sampler comes from OTEL_TRACES_SAMPLER; everything that has a recorded parent when unset. */
function otlpTraces(): Partial<NodeSDKConfiguration> {
  return { spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })] };
}

function otlpMetrics(): IMetricReader {
  return new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), exportIntervalMillis: 10_000 });
}
