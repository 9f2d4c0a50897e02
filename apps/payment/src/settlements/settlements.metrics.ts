import { counter, gauge } from '@breakwater/telemetry';

export const putOffs = counter('payment_settlement_put_offs_total', {
  help: 'Payouts and balance transactions of the provider that could not be read or booked, each time that they were put off',
  labels: ['kind'],
});
/** Every instance tells the same: take the maximum. */
export const inTrouble = gauge('payment_settlement_troubles', {
  help: 'Payouts and balance transactions of the provider that wait until they can be read or booked',
  labels: ['kind'],
});
