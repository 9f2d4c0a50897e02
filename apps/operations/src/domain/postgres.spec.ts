import { describe, expect, it } from '@jest/globals';
import { judgePostgres, type NodeFacts, overallPostgres } from './postgres.js';

const node = (change: Partial<NodeFacts>): NodeFacts => ({
  address: 'a:1',
  inRecovery: false,
  positionBytes: 1000,
  replayAgeSeconds: null,
  version: '15.20',
  problem: null,
  ...change,
});
const replica = (positionBytes: number, replayAgeSeconds = 3) =>
  node({ address: 'b:2', inRecovery: true, positionBytes, replayAgeSeconds });
const dead = (address: string) =>
  node({ address, inRecovery: null, positionBytes: null, version: null, problem: 'connect ECONNREFUSED' });

describe('the Postgres pair', () => {
  it('is up when the replica follows, and a quiet shop is no lag', () => {
    const judged = judgePostgres([node({}), replica(1000, 900)]);
    expect(judged.map(({ role, health, lagBytes, lagSeconds }) => ({ role, health, lagBytes, lagSeconds }))).toEqual([
      { role: 'primary', health: 'up', lagBytes: null, lagSeconds: null },
      { role: 'replica', health: 'up', lagBytes: 0, lagSeconds: 0 },
    ]);
    expect(overallPostgres(judged)).toBe('up');
  });
  it('shows how far the replica is behind, and calls a segment or more degraded', () => {
    const far = 17 * 1024 * 1024;
    const [, behind] = judgePostgres([node({ positionBytes: far + 1000 }), replica(1000)]);
    expect(behind).toMatchObject({ health: 'degraded', lagBytes: far, lagSeconds: 3 });
  });
  it('is degraded without its replica and down without its primary, with the reason', () => {
    const noReplica = judgePostgres([node({}), dead('b:2')]);
    expect(overallPostgres(noReplica)).toBe('degraded');
    const noPrimary = judgePostgres([dead('a:1'), replica(1000)]);
    expect(noPrimary[0]).toMatchObject({ role: 'unknown', health: 'down', detail: 'connect ECONNREFUSED' });
    expect(noPrimary[1]).toMatchObject({ role: 'replica', health: 'degraded', lagBytes: null });
    expect(overallPostgres(noPrimary)).toBe('down');
  });
  it('is down with two primaries, whose truths differ', () => {
    const judged = judgePostgres([node({}), node({ address: 'b:2' })]);
    expect(judged[0]?.detail).toBe('more than one primary');
    expect(overallPostgres(judged)).toBe('down');
  });
});
