import { counter, gauge, histogram, type Logger } from '@breakwater/telemetry';
import type { Changes } from './discrepancies/apply-judgement.js';
import { ruleOf } from './domain/rules.js';

export const unexplainedMoney = gauge('reconciliation_unexplained_money_minor', {
  help: 'Money in minor units that is unexplained now: discrepancies that are open or waiting, but for timing',
  labels: ['currency'],
});

export const dayUnexplainedMoney = gauge('reconciliation_day_unexplained_money_minor', {
  help: 'Money in minor units that the last closed business day could not explain',
  labels: ['currency'],
});

export const openDiscrepancies = gauge('reconciliation_open_discrepancies', {
  help: 'Discrepancies that are open or waiting',
  labels: ['state'],
});

export const readLag = gauge('reconciliation_read_lag_seconds', {
  help: 'How long ago each source was last read to its end',
  labels: ['source'],
});

const discrepanciesNamed = counter('reconciliation_discrepancies_total', {
  help: 'Discrepancies named, by kind',
  labels: ['kind'],
});

const resolutions = counter('reconciliation_resolutions_total', {
  help: 'Discrepancies that came to an end, by kind and by what ended them',
  labels: ['kind', 'action'],
});

export const dayClosing = histogram('reconciliation_day_closing_seconds', {
  help: 'How long it took to close a business day',
  buckets: [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300],
});

/** Counts and logs what a committed look has brought about. */
export function reportNamed({ rows, log: lines }: Changes, log: Logger): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const line of lines) {
    const row = byId.get(line.id);
    if (row === undefined) continue;
    const { kind } = ruleOf(row.life.situation);
    const about = { discrepancyId: row.id, kind, orderId: row.orderId, target: row.target };
    if (line.event === 'named' || line.event === 'reopened') {
      discrepanciesNamed.add(1, { kind });
      const level = kind === 'timing' ? 'info' : 'error';
      log[level]({ ...about, event: line.event, expected: row.expected, found: row.found }, 'discrepancy');
    } else if (line.event === 'resolved' || line.event === 'aged_out') {
      resolutions.add(1, { kind, action: line.action ?? 'disappeared' });
      log.info({ ...about, action: line.action, by: line.by }, 'discrepancy over');
    }
  }
}
