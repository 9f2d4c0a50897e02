import type { Report } from './instances.js';

export interface OutboxStatus {
  readonly service: string;
  readonly pending: number;
  readonly oldestSeconds: number;
}

/** One row per service: its instances look at the same table, so the latest word counts. */
export function outboxesOf(known: readonly Report[]): OutboxStatus[] {
  const latest = new Map<string, Report>();
  for (const report of known) {
    const other = latest.get(report.service);
    if (report.outbox !== null && (other === undefined || other.receivedAtMs <= report.receivedAtMs)) {
      latest.set(report.service, report);
    }
  }
  return [...latest.values()]
    .map(({ service, outbox }) => ({
      service,
      pending: outbox?.pending ?? 0,
      oldestSeconds: outbox?.oldestSeconds ?? 0,
    }))
    .sort((a, b) => a.service.localeCompare(b.service));
}
