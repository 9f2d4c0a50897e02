import { type Health, softened, worst } from './health.js';
import type { JudgedInstance } from './instances.js';
import type { ProviderStatus } from './provider.js';
import { type NodeStatus, overallPostgres } from './postgres.js';
import type { RedisStatus } from './redis.js';

/** Without these nobody can buy. */
const CORE = new Set(['gateway', 'product', 'inventory', 'order', 'payment']);

export interface Parts {
  readonly instances: readonly JudgedInstance[];
  readonly postgres: readonly NodeStatus[];
  readonly redis: readonly RedisStatus[];
  readonly provider: ProviderStatus;
}

/** Down: nobody can buy. Degraded: the shop is open and somebody should look. */
export function overall({ instances, postgres, redis, provider }: Parts): Health {
  const services = Map.groupBy(instances, ({ service }) => service);
  const byService = [...services].map(([service, its]) => {
    const dead = its.every(({ health }) => health === 'down');
    if (dead) return CORE.has(service) ? 'down' : 'degraded';
    return softened(worst(its.map(({ health }) => health)));
  });
  return worst([
    ...byService,
    overallPostgres(postgres),
    // Both Redis may vanish, and orders are recorded for later while the provider is away: slower, not closed.
    ...redis.map(({ health }) => softened(health)),
    softened(provider.health),
  ]);
}
