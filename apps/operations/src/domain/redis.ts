import type { Health } from './health.js';

export type RedisRole = 'cache' | 'queue';

export interface RedisStatus {
  readonly role: RedisRole;
  readonly health: Health;
  readonly usedMemoryBytes: number | null;
  readonly detail: string;
}

/** The answer of INFO as a record. */
export function parseInfo(info: string): ReadonlyMap<string, string> {
  return new Map(
    info
      .split(/\r?\n/)
      .filter((line) => line.includes(':') && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  );
}

/** A cache must evict and a queue must not, and the queue's must survive a crash: evidence of a wrong setting is shown. */
export function judgeRedis(role: RedisRole, info: ReadonlyMap<string, string>): RedisStatus {
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  const faults: string[] = [];
  if (role === 'queue' && policy !== 'noeviction') faults.push(`evicts (${policy}), jobs can vanish`);
  if (role === 'queue' && info.get('aof_enabled') === '0') faults.push('no append-only file, jobs die with it');
  if (role === 'cache' && policy === 'noeviction' && Number(info.get('maxmemory') ?? 0) > 0)
    faults.push('does not evict');
  if (info.get('loading') === '1') faults.push('still loading');
  const used = Number(info.get('used_memory'));
  return {
    role,
    health: faults.length > 0 ? 'degraded' : 'up',
    usedMemoryBytes: Number.isSafeInteger(used) ? used : null,
    detail: [`Redis ${info.get('redis_version') ?? '?'}`, policy, ...faults].join(', '),
  };
}
