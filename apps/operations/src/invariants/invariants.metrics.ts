import type { InvariantReport } from '@breakwater/contracts';
import { observedGauge } from '@breakwater/telemetry';

/** The last check as gauges. Returns the function that ends them. */
export function invariantGauges(latest: () => InvariantReport | null): () => void {
  const perInvariant = (valueOf: (result: InvariantReport['invariants'][number]) => number) => () =>
    (latest()?.invariants ?? []).map((result) => ({
      value: valueOf(result),
      labels: { invariant: String(result.invariant) },
    }));
  const once = (valueOf: (report: InvariantReport) => number) => () => {
    const report = latest();
    return report === null ? undefined : valueOf(report);
  };
  const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;
  const ends = [
    observedGauge<string>(
      'invariants_violations',
      { help: 'Violations that the last check found' },
      perInvariant(({ violations }) => violations),
    ),
    observedGauge<string>(
      'invariants_not_checked',
      { help: '1 when something that the invariant needs did not answer' },
      perInvariant(({ notChecked }) => (notChecked === null ? 0 : 1)),
    ),
    observedGauge<string>(
      'invariants_checked_things',
      { help: 'SKUs, orders, payments, ledger accounts or readings that the last check looked at' },
      perInvariant(({ checked }) => checked),
    ),
    observedGauge(
      'invariants_last_run_timestamp_seconds',
      { help: 'When the last check ended, seconds since 1970', unit: 's' },
      once(({ finishedAt }) => Date.parse(finishedAt) / 1000),
    ),
    observedGauge(
      'invariants_run_duration_seconds',
      { help: 'How long the last check took', unit: 's' },
      once(({ startedAt, finishedAt }) => seconds(startedAt, finishedAt)),
    ),
  ];
  return () => ends.forEach((end) => end());
}
