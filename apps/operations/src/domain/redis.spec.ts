import { describe, expect, it } from '@jest/globals';
import { judgeRedis, parseInfo } from './redis.js';

const info = (change: Record<string, string> = {}) =>
  parseInfo(
    Object.entries({ redis_version: '7.0.15', used_memory: '1048576', maxmemory: '0', aof_enabled: '1', ...change })
      .map(([key, value]) => `${key}:${value}`)
      .join('\r\n'),
  );

describe('Redis', () => {
  it('is up as the queue when it keeps everything', () => {
    expect(judgeRedis('queue', info({ maxmemory_policy: 'noeviction' }))).toEqual({
      role: 'queue',
      health: 'up',
      usedMemoryBytes: 1_048_576,
      detail: 'Redis 7.0.15, noeviction',
    });
  });
  it('is degraded as the queue when it may lose jobs', () => {
    expect(judgeRedis('queue', info({ maxmemory_policy: 'allkeys-lru' })).health).toBe('degraded');
    expect(judgeRedis('queue', info({ maxmemory_policy: 'noeviction', aof_enabled: '0' })).health).toBe('degraded');
  });
  it('is degraded as a cache that fills up and never evicts', () => {
    expect(judgeRedis('cache', info({ maxmemory_policy: 'noeviction', maxmemory: '100' })).health).toBe('degraded');
    expect(judgeRedis('cache', info({ maxmemory_policy: 'allkeys-lfu', maxmemory: '100' })).health).toBe('up');
  });
});
