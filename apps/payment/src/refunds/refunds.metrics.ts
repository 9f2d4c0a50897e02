import { counter } from '@breakwater/telemetry';

export const refundsReturned = counter('payment_refunds_returned_total', {
  help: 'Refunds that had succeeded and failed afterwards: the customer has not got the money',
  labels: ['kind'],
});
