import { counter } from '@breakwater/telemetry';

export const coupons = counter('order_apology_coupons_total', {
  help: 'Orders that were paid after an outage, by what became of the apology; revoked: it went back with the whole purchase',
  labels: ['outcome'],
});
