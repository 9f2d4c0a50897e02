import { describe, expect, it } from '@jest/globals';
import { startInOrder, stopOrder } from './start-order.js';

const part = (name: string, after: string[], log: string[], fails = false) => ({
  name,
  after,
  start: async () => {
    log.push(`begin ${name}`);
    await Promise.resolve();
    if (fails) throw new Error(`${name} failed`);
    log.push(`ready ${name}`);
  },
});

describe('the order of starting', () => {
  it('begins nothing before what it waits for is ready', async () => {
    const log: string[] = [];
    await startInOrder([
      part('order', ['payment', 'stock'], log),
      part('payment', ['db'], log),
      part('stock', ['db'], log),
      part('db', [], log),
    ]);
    expect(log.indexOf('ready db')).toBeLessThan(log.indexOf('begin payment'));
    expect(log.indexOf('ready stock')).toBeLessThan(log.indexOf('begin order'));
    expect(log.indexOf('ready payment')).toBeLessThan(log.indexOf('begin order'));
  });

  it('starts what does not wait for each other at the same time', async () => {
    const log: string[] = [];
    await startInOrder([part('a', [], log), part('b', [], log)]);
    expect(log.slice(0, 2)).toEqual(['begin a', 'begin b']);
  });

  it('begins nothing that waits for a failed part, and throws the failure', async () => {
    const log: string[] = [];
    await expect(startInOrder([part('db', [], log, true), part('order', ['db'], log)])).rejects.toThrow('db failed');
    expect(log).not.toContain('begin order');
  });

  it('begins nothing more once it is told to give up', async () => {
    const log: string[] = [];
    const end = new AbortController();
    const db = { name: 'db', after: [], start: async () => await Promise.resolve(end.abort(new Error('enough'))) };
    await expect(startInOrder([db, part('order', ['db'], log)], end.signal)).rejects.toThrow('enough');
    expect(log).toEqual([]);
  });
});

describe('the order of stopping', () => {
  it('stops each part before those it needed', () => {
    const layers = stopOrder([
      { name: 'sandbox', after: [] },
      { name: 'payment', after: ['sandbox'] },
      { name: 'order', after: ['payment', 'stock'] },
      { name: 'stock', after: [] },
    ]);
    expect(layers).toEqual([['order'], ['payment', 'stock'], ['sandbox']]);
  });

  it('ends even when parts need each other', () => {
    expect(
      stopOrder([
        { name: 'a', after: ['b'] },
        { name: 'b', after: ['a'] },
      ]),
    ).toEqual([['a', 'b']]);
  });
});
