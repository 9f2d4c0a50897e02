import { describe, expect, it } from '@jest/globals';
import type { SystemStatus } from '@breakwater/contracts';
import { findTroubles, groupInstances } from './find-troubles.js';
import { formatBytes, formatDuration } from './format.js';
import { freshness } from './freshness.js';

const instance = (service: string, instance: string, health: 'up' | 'degraded' | 'down') => ({
  service,
  instance,
  version: '1',
  health,
  uptimeSeconds: 1,
  eventLoopLagMs: null,
  detail: 'why',
});
const calm: SystemStatus = {
  at: '2026-01-01T00:00:00Z',
  health: 'up',
  instances: [instance('order', 'order-1', 'up')],
  postgres: [{ role: 'replica', address: 'x', health: 'up', lagBytes: 0, lagSeconds: 0, detail: '' }],
  redis: [],
  queues: [{ name: 'q', waiting: 9, active: 0, delayed: 0, failed: 0 }],
  outboxes: [{ service: 'order', pending: 1, oldestSeconds: 1 }],
  provider: { health: 'up', detail: '' },
};

describe('troubles', () => {
  it('are none when all is up', () => {
    expect(findTroubles(calm)).toEqual([]);
  });
  it('come with what is down before what is degraded', () => {
    const instances = [instance('order', 'order-1', 'degraded'), instance('payment', 'payment-1', 'down')];
    expect(findTroubles({ ...calm, instances }).map(({ what }) => what)).toEqual([
      'payment (payment-1)',
      'order (order-1)',
    ]);
  });
  it('include a late replica, a stuck outbox and failed jobs', () => {
    const troubled = {
      ...calm,
      postgres: [{ ...calm.postgres[0]!, lagSeconds: 60 }],
      outboxes: [{ service: 'order', pending: 3, oldestSeconds: 99 }],
      queues: [{ name: 'q', waiting: 0, active: 0, delayed: 0, failed: 2 }],
    };
    expect(findTroubles(troubled).map(({ detail }) => detail)).toEqual([
      '1 min behind',
      '3 waiting, the oldest 1 min',
      '2 failed jobs',
    ]);
  });
});

it('puts services with trouble first', () => {
  const groups = groupInstances([instance('a', 'a-1', 'up'), instance('b', 'b-1', 'up'), instance('b', 'b-2', 'down')]);
  expect(groups.map(([service, list]) => [service, list.length])).toEqual([
    ['b', 2],
    ['a', 1],
  ]);
});

describe('freshness', () => {
  it('is lost with the first failed poll or with silence', () => {
    expect(freshness({ receivedAtMs: 1000, failed: false }, 3000)).toEqual({ stale: false, ageSeconds: 2 });
    expect(freshness({ receivedAtMs: 1000, failed: true }, 3000).stale).toBe(true);
    expect(freshness({ receivedAtMs: 1000, failed: false }, 9000).stale).toBe(true);
  });
});

it('prints durations and sizes for people', () => {
  expect([42, 300, 12_000, 190_000].map(formatDuration)).toEqual(['42 s', '5 min', '3 h 20 min', '2 d 4 h']);
  expect([0, 512, 1536, 3_355_443].map(formatBytes)).toEqual(['0 B', '512 B', '1.5 KiB', '3.2 MiB']);
});
