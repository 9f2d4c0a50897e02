import type { MetricReader } from '@opentelemetry/sdk-metrics';

let reader: MetricReader | undefined;
let stop: (() => Promise<void>) | undefined;

export function setReader(started: MetricReader): void {
  reader = started;
}

export function setStop(stopStarted: () => Promise<void>): void {
  stop = stopStarted;
}

/** Every metric as Prometheus reads it (text format 0.0.4); a comment when the SDK was not started. */
export async function renderPrometheus(): Promise<string> {
  if (reader === undefined) return '# telemetry was not started\n';
  const { PrometheusSerializer } = await import('@opentelemetry/exporter-prometheus');
  const { resourceMetrics } = await reader.collect();
  return new PrometheusSerializer(undefined, false, undefined, true, true).serialize(resourceMetrics);
}

/** Sends out what is left and stops, within two seconds. For the end of the process. */
export async function stopTelemetry(): Promise<void> {
  await stop?.();
  reader = undefined;
  stop = undefined;
}
