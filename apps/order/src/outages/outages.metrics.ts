import { counter, gauge, histogram, observedGauge } from '@breakwater/telemetry';

export const pacerWindow = gauge('order_pacer_window', { help: 'Deferred orders that may be under way at once' });
export const pacedOrders = counter('order_paced_orders_total', {
  help: 'Deferred orders that were let go, by how they fared with the provider',
  labels: ['outcome'],
});
export const drainSeconds = histogram('order_outage_drain_seconds', {
  help: 'From the end of an outage until none of its orders waits any more',
  unit: 's',
  buckets: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800],
});

/** Every instance tells the same: take the maximum. Returns what ends it. */
export function observeOutages(read: () => { deferred: number; open: boolean }): () => void {
  const ends = [
    observedGauge(
      'order_deferred_orders',
      { help: 'Orders that wait for the payment provider' },
      () => read().deferred,
    ),
    observedGauge('order_payment_outage_open', { help: '1 while the payment provider is out' }, () =>
      read().open ? 1 : 0,
    ),
  ];
  return () => ends.forEach((end) => end());
}
