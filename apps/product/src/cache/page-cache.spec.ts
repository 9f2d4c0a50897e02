import { describe, expect, it } from '@jest/globals';
import { Fault, ManualClock } from '@breakwater/kernel';
import { PageCache } from './page-cache.js';
import type { Copy } from './redis-copies.js';

const FRESH = { memoryMs: 1000, sharedMs: 10_000, staleMs: 60_000 };

function setUp(copies = new Map<string, Copy>()) {
  const clock = new ManualClock();
  const shared = {
    get: async (key: string) => copies.get(key),
    put: (key: string, copy: Copy) => void copies.set(key, copy),
    forget: async (keys: readonly string[]) => keys.forEach((key) => copies.delete(key)),
  };
  let loads = 0;
  const load = async () => `load ${++loads}`;
  const broken = () => Promise.reject(new Error('database is gone'));
  return { clock, copies, cache: new PageCache(shared, clock), load, broken };
}

describe('a cached part of a page', () => {
  it('is loaded once, however many ask at the same time', async () => {
    const { cache, load } = setUp();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.get('a:1', FRESH, load)));
    expect(new Set(answers)).toEqual(new Set(['load 1']));
  });
  it('comes from memory, then from the shared copy, then anew', async () => {
    const { cache, clock, copies, load } = setUp();
    await cache.get('a:1', FRESH, load);
    clock.advance(999);
    copies.set('a:1', { atMs: clock.now(), value: 'from another process' });
    expect(await cache.get('a:1', FRESH, load)).toBe('load 1');
    clock.advance(1);
    expect(await cache.get('a:1', FRESH, load)).toBe('from another process');
    clock.advance(10_000);
    expect(await cache.get('a:1', FRESH, load)).toBe('load 2');
  });
  it('that cannot be loaded is shown as it was, for a while', async () => {
    const { cache, clock, load, broken } = setUp();
    await cache.get('a:1', FRESH, load);
    clock.advance(30_000);
    expect(await cache.get('a:1', FRESH, broken)).toBe('load 1');
    clock.advance(60_000);
    await expect(cache.get('a:1', FRESH, broken)).rejects.toThrow('database is gone');
  });
  it('is shown as it was without any shared copy, too', async () => {
    const { cache, clock, copies, load, broken } = setUp();
    await cache.get('a:1', FRESH, load);
    copies.clear();
    clock.advance(30_000);
    expect(await cache.get('a:1', FRESH, broken)).toBe('load 1');
  });
  it('that does not exist any more is not shown as it was', async () => {
    const { cache, clock, load } = setUp();
    await cache.get('a:1', FRESH, load);
    clock.advance(30_000);
    const gone = () => Promise.reject(new Fault('not_found', 'x.y.not_found', 'gone'));
    await expect(cache.get('a:1', FRESH, gone)).rejects.toMatchObject({ code: 'x.y.not_found' });
  });
  it('is new at once after it was forgotten', async () => {
    const { cache, load } = setUp();
    await cache.get('a:1', FRESH, load);
    await cache.forget(['a:1']);
    expect(await cache.get('a:1', FRESH, load)).toBe('load 2');
  });
});
