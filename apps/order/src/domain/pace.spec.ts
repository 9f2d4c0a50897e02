import { describe, expect, it } from '@jest/globals';
import { adapt, type Pace, type PaceNews, roomFor, startPace } from './pace.js';

const limits = { first: 4, most: 32 };
const start = startPace(limits);
const news = (more: Partial<PaceNews>): PaceNews => ({ well: 0, ill: 0, provider: 'closed', ...more });
const after = (pace: Pace, nowMs: number, ...list: Partial<PaceNews>[]): Pace =>
  list.reduce<Pace>((before, more) => adapt(before, news(more), nowMs, limits), pace);

describe('the pace of the pacer', () => {
  it('begins small and grows by one place when a whole window went well, up to its limit', () => {
    expect(roomFor(start, 0, 'closed', 0)).toBe(4);
    expect(after(start, 0, { well: 3 }).window).toBe(4);
    expect(after(start, 0, { well: 3 }, { well: 1 }).window).toBe(5);
    expect(after(start, 0, { well: 4 + 5 + 6 }).window).toBe(7);
    expect(after(start, 0, { well: 100_000 }).window).toBe(32);
  });

  it('lets go a thousand orders in far less than a minute when each takes a fifth of a second', () => {
    let [pace, done, nowMs] = [start, 0, 0];
    for (; done < 1000; nowMs += 200) {
      const sent = roomFor(pace, 0, 'closed', nowMs);
      done += sent;
      pace = after(pace, nowMs, { well: sent });
    }
    expect(nowMs).toBeLessThan(20_000);
  });

  it('halves and rests at trouble, longer each time, and never stops for good', () => {
    const wide: Pace = { ...start, window: 20 };
    const once = after(wide, 1000, { well: 3, ill: 2 });
    expect(once).toMatchObject({ window: 10, restUntilMs: 1500 });
    expect(roomFor(once, 0, 'closed', 1499)).toBe(0);
    expect(roomFor(once, 0, 'closed', 1500)).toBe(10);
    const twice = after(once, 1500, { ill: 1 });
    expect(twice).toMatchObject({ window: 5, restUntilMs: 2500 });
    const [worn] = Array.from({ length: 20 }).reduce<[Pace, number]>(
      ([pace], _) => [after(pace, pace.restUntilMs, { ill: 1 }), 0],
      [twice, 0],
    );
    expect(worn.window).toBe(1);
    expect(after(worn, worn.restUntilMs, { ill: 1 }).restUntilMs - worn.restUntilMs).toBe(10_000);
    expect(after(worn, worn.restUntilMs, { well: 1 }).troubles).toBe(0);
  });

  it('halves once for the orders of one window, however many of them fail', () => {
    const once = after({ ...start, window: 16 }, 0, { ill: 5 });
    expect(after(once, 100, { ill: 5 }, { ill: 6 })).toEqual(once);
  });

  it('goes back to its beginning when the breaker has left closed, and lets nothing go while it is open', () => {
    const wide: Pace = { ...start, window: 20 };
    for (const provider of ['ramping', 'half_open', 'open'] as const) {
      expect(after(wide, 0, { provider, well: 50 }).window).toBe(4);
    }
    expect(roomFor(start, 1, 'ramping', 0)).toBe(3);
    expect(roomFor(start, 0, 'open', 0)).toBe(0);
    expect(roomFor(start, 0, 'half_open', 0)).toBe(0);
  });

  it('lets nothing go beyond its window', () => {
    expect(roomFor({ ...start, window: 2 }, 5, 'closed', 0)).toBe(0);
  });
});
