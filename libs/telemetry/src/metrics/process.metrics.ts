import { identity } from '../identity.js';
import { eventLoopLagMs } from './event-loop.js';
import { observedCounter, observedGauge } from './instruments.js';

/** What every process tells of itself. Called once, when the SDK has started. */
export function observeProcess(): void {
  eventLoopLagMs();
  const { service, instance, version } = identity();
  observedGauge('service_info', { help: 'Who this is', labels: ['service', 'instance', 'version'] }, () => [
    { value: 1, labels: { service, instance, version } },
  ]);
  observedGauge('nodejs_eventloop_lag_seconds', { help: '99th percentile of five seconds', unit: 's' }, () => {
    return eventLoopLagMs() / 1000;
  });
  const utilization = performance.eventLoopUtilization;
  let before = utilization();
  observedGauge('nodejs_eventloop_utilization_ratio', { help: 'Busy share since the last reading' }, () => {
    const since = utilization(before);
    before = utilization();
    return since.utilization;
  });
  observedGauge('process_resident_memory_bytes', { help: 'Resident memory', unit: 'By' }, () =>
    process.memoryUsage.rss(),
  );
  observedGauge('nodejs_heap_used_bytes', { help: 'Used heap', unit: 'By' }, () => process.memoryUsage().heapUsed);
  observedCounter('process_cpu_seconds_total', { help: 'Processor time', unit: 's' }, () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  observedGauge('process_start_time_seconds', { help: 'Since the epoch', unit: 's' }, () => {
    return Math.round(performance.timeOrigin) / 1000;
  });
}
