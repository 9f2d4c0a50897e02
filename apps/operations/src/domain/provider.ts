import type { Health } from './health.js';
import { type JudgedInstance, NO_INSTANCE } from './instances.js';

export interface ProviderStatus {
  readonly health: Health;
  readonly detail: string;
}

/** payment is the one that talks to the provider; its instances name it in their detail when it gives them trouble. */
const TROUBLE = /provider: ([^;]*)/;

export function judgeProvider(instances: readonly JudgedInstance[]): ProviderStatus {
  const payment = instances.filter(
    ({ service, instance, health }) => service === 'payment' && instance !== NO_INSTANCE && health !== 'down',
  );
  if (payment.length === 0) return { health: 'down', detail: 'no payment instance to ask' };
  const troubles = payment.flatMap(({ detail }) => TROUBLE.exec(detail)?.[1] ?? []);
  const [first] = troubles;
  if (first === undefined) return { health: 'up', detail: 'payment reports no trouble' };
  return { health: troubles.length === payment.length ? 'down' : 'degraded', detail: first };
}
