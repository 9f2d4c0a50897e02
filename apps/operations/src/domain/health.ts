export type Health = 'up' | 'degraded' | 'down';

const RANK: Readonly<Record<Health, number>> = { up: 0, degraded: 1, down: 2 };

/** The worst of them; up when there is none. */
export function worst(healths: readonly Health[]): Health {
  return healths.reduce<Health>((a, b) => (RANK[b] > RANK[a] ? b : a), 'up');
}

/** Bad news of something that the shop gets through without, or of one of several: no worse than degraded. */
export function softened(health: Health): Health {
  return health === 'up' ? 'up' : 'degraded';
}
