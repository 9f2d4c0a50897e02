import { describe, expect, it } from '@jest/globals';
import {
  FORGET_AFTER_MS,
  judgeInstances,
  type Report,
  SILENT_AFTER_MS,
  withoutHistory,
  withReport,
} from './instances.js';

const report = (change: Partial<Report> = {}): Report => ({
  instance: 'order-1',
  service: 'order',
  version: '1.2.3',
  state: 'ready',
  uptimeSeconds: 10,
  eventLoopLagMs: 2,
  outbox: null,
  detail: '',
  receivedAtMs: 0,
  ...change,
});
const LONG_AGO = -1_000_000;

describe('instances', () => {
  it.each([
    ['starting', 'degraded'],
    ['ready', 'up'],
    ['degraded', 'degraded'],
    ['draining', 'degraded'],
  ] as const)('that say %s are %s', (state, health) => {
    expect(judgeInstances([report({ state })], [], LONG_AGO, 0)[0]?.health).toBe(health);
  });
  it('are down after three missed reports, and say for how long', () => {
    expect(judgeInstances([report()], [], LONG_AGO, SILENT_AFTER_MS)[0]?.health).toBe('up');
    const [silent] = judgeInstances([report()], [], LONG_AGO, SILENT_AFTER_MS + 1000);
    expect(silent).toMatchObject({ health: 'down', detail: 'silent for 7 s', eventLoopLagMs: null });
  });
  it('that stopped in order are forgotten at once', () => {
    expect(withReport([report(), report({ instance: 'order-2' })], report({ state: 'stopped' }))).toEqual([
      report({ instance: 'order-2' }),
    ]);
  });
  it('that report again are one row with the latest word', () => {
    expect(withReport([report()], report({ uptimeSeconds: 12 }))).toEqual([report({ uptimeSeconds: 12 })]);
  });
  it('that died are history after a while, but never the last one of a service', () => {
    const now = FORGET_AFTER_MS + 1;
    const dead = report();
    const alive = report({ instance: 'order-2', receivedAtMs: now });
    expect(withoutHistory([dead, alive], now)).toEqual([alive]);
    expect(withoutHistory([dead], now)).toEqual([dead]);
  });
  it('that should be there and never reported are down, but not in our own first seconds', () => {
    expect(judgeInstances([], ['payment'], 0, SILENT_AFTER_MS)[0]).toMatchObject({
      service: 'payment',
      health: 'down',
    });
    expect(judgeInstances([], ['payment'], 0, 1000)[0]).toMatchObject({ service: 'payment', health: 'degraded' });
  });
  it('whose event loop is late are degraded', () => {
    expect(judgeInstances([report({ eventLoopLagMs: 750 })], [], LONG_AGO, 0)[0]).toMatchObject({
      health: 'degraded',
      detail: 'event loop 750 ms late',
    });
  });
});
