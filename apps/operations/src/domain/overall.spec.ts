import { describe, expect, it } from '@jest/globals';
import type { Health } from './health.js';
import type { JudgedInstance } from './instances.js';
import { outboxesOf } from './outboxes.js';
import { overall, type Parts } from './overall.js';
import { judgeProvider } from './provider.js';

const instance = (service: string, health: Health, detail = ''): JudgedInstance => ({
  service,
  instance: `${service}-${health}`,
  version: '1',
  health,
  uptimeSeconds: 1,
  eventLoopLagMs: 1,
  detail,
});
const well: Parts = {
  instances: [instance('order', 'up'), instance('operations', 'up')],
  postgres: [{ role: 'primary', address: 'a', health: 'up', lagBytes: null, lagSeconds: null, detail: '' }],
  redis: [{ role: 'cache', health: 'up', usedMemoryBytes: 1, detail: '' }],
  provider: { health: 'up', detail: '' },
};

describe('the shop as a whole', () => {
  it('is up when everything is', () => {
    expect(overall(well)).toBe('up');
  });
  it('is degraded by what it gets through without', () => {
    const changes: Partial<Parts>[] = [
      { instances: [instance('order', 'up'), instance('order', 'down')] },
      { instances: [instance('order', 'up'), instance('reconciliation', 'down')] },
      { redis: [{ role: 'cache', health: 'down', usedMemoryBytes: null, detail: '' }] },
      { provider: { health: 'down', detail: '' } },
    ];
    for (const change of changes) expect(overall({ ...well, ...change })).toBe('degraded');
  });
  it('is down when a service that buying needs has no instance, or Postgres has no primary', () => {
    expect(overall({ ...well, instances: [instance('order', 'down')] })).toBe('down');
    expect(overall({ ...well, postgres: [] })).toBe('down');
  });
});

describe('the provider', () => {
  it('is what payment says of it', () => {
    const trouble = instance('payment', 'degraded', 'degraded: provider: breaker open; database: slow');
    expect(judgeProvider([instance('payment', 'up')]).health).toBe('up');
    expect(judgeProvider([trouble])).toEqual({ health: 'down', detail: 'breaker open' });
    expect(judgeProvider([trouble, instance('payment', 'up')]).health).toBe('degraded');
    expect(judgeProvider([instance('payment', 'down')]).health).toBe('down');
  });
});

describe('outboxes', () => {
  it('are one per service, with the latest word of its instances', () => {
    const report = (instance: string, receivedAtMs: number, pending: number | null) => ({
      instance,
      service: 'order',
      version: '1',
      state: 'ready' as const,
      uptimeSeconds: 1,
      eventLoopLagMs: 1,
      outbox: pending === null ? null : { pending, oldestSeconds: 1 },
      detail: '',
      receivedAtMs,
    });
    expect(outboxesOf([report('a', 5, 7), report('b', 9, 3), report('c', 11, null)])).toEqual([
      { service: 'order', pending: 3, oldestSeconds: 1 },
    ]);
  });
});
