import type { Health } from './health.js';

export type ReportedState = 'starting' | 'ready' | 'degraded' | 'draining' | 'stopped';

/** The last that an instance said of itself. */
export interface Report {
  readonly instance: string;
  readonly service: string;
  readonly version: string;
  readonly state: ReportedState;
  readonly uptimeSeconds: number;
  readonly eventLoopLagMs: number;
  readonly outbox: { readonly pending: number; readonly oldestSeconds: number } | null;
  readonly detail: string;
  readonly receivedAtMs: number;
}

export interface JudgedInstance {
  readonly service: string;
  readonly instance: string;
  readonly version: string;
  readonly health: Health;
  readonly uptimeSeconds: number;
  readonly eventLoopLagMs: number | null;
  readonly detail: string;
}

/** Stands in the row of a service that has no instance. */
export const NO_INSTANCE = '-';

/** Reports come every 2 s: three missed ones and the instance is down. */
export const SILENT_AFTER_MS = 6000;
/** A dead instance whose service has another one is shown this long, then it is history. */
export const FORGET_AFTER_MS = 5 * 60_000;
/** Past this, requests wait for the processor. */
const HIGH_LAG_MS = 500;

const HEALTH: Readonly<Record<Exclude<ReportedState, 'stopped'>, Health>> = {
  starting: 'degraded',
  ready: 'up',
  degraded: 'degraded',
  draining: 'degraded',
};

/** What is known after a report. One that stopped in order is forgotten. */
export function withReport(known: readonly Report[], report: Report): readonly Report[] {
  const others = known.filter(({ instance }) => instance !== report.instance);
  return report.state === 'stopped' ? others : [...others, report];
}

/** What is still worth showing. The last instance of a service stays, however long it has been dead. */
export function withoutHistory(known: readonly Report[], nowMs: number): readonly Report[] {
  const alive = new Set(known.filter((report) => !isSilent(report, nowMs)).map(({ service }) => service));
  return known.filter((report) => nowMs - report.receivedAtMs < FORGET_AFTER_MS || !alive.has(report.service));
}

/** Every instance with its health, and a row for each expected service that has none. */
export function judgeInstances(
  known: readonly Report[],
  expected: readonly string[],
  watchingSinceMs: number,
  nowMs: number,
): JudgedInstance[] {
  const judged = known.map((report) => judge(report, nowMs));
  const missing = expected.filter((service) => known.every((report) => report.service !== service));
  // Right after our own start nobody has had the time to report.
  const early = nowMs - watchingSinceMs < SILENT_AFTER_MS;
  const absent = missing.map((service) => ({
    service,
    instance: NO_INSTANCE,
    version: '-',
    health: early ? ('degraded' as const) : ('down' as const),
    uptimeSeconds: 0,
    eventLoopLagMs: null,
    detail: early ? 'waiting for its first report' : 'no instance reports',
  }));
  return [...judged, ...absent].sort((a, b) => order(a).localeCompare(order(b)));
}

function judge(report: Report, nowMs: number): JudgedInstance {
  const { service, instance, version, uptimeSeconds, state } = report;
  const silentMs = nowMs - report.receivedAtMs;
  const facts = { service, instance, version };
  if (isSilent(report, nowMs)) {
    const detail = `silent for ${Math.round(silentMs / 1000)} s`;
    return { ...facts, health: 'down', uptimeSeconds, eventLoopLagMs: null, detail };
  }
  const slow = report.eventLoopLagMs > HIGH_LAG_MS;
  const health = state === 'stopped' ? 'down' : HEALTH[state];
  const words = [
    state === 'ready' ? '' : state,
    report.detail,
    slow ? `event loop ${report.eventLoopLagMs} ms late` : '',
  ];
  return {
    ...facts,
    health: slow && health === 'up' ? 'degraded' : health,
    uptimeSeconds: uptimeSeconds + silentMs / 1000,
    eventLoopLagMs: report.eventLoopLagMs,
    detail: words.filter((word) => word !== '').join(': '),
  };
}

function isSilent(report: Report, nowMs: number): boolean {
  return nowMs - report.receivedAtMs > SILENT_AFTER_MS;
}

function order({ service, instance }: JudgedInstance): string {
  return `${service} ${instance}`;
}
