import { counter, gauge } from '@breakwater/telemetry';

export const unexplainedMoney = gauge('reconciliation_unexplained_money_minor', {
  help: 'Money in minor units that the scheduled runs of the last day could not explain',
  labels: ['currency'],
});

export const discrepanciesFound = counter('reconciliation_discrepancies_total', {
  help: 'Discrepancies found, by kind',
  labels: ['kind'],
});
