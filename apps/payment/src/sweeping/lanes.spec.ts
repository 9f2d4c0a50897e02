import { describe, expect, it } from '@jest/globals';
import { Lanes, type Queue } from './lanes.js';

/** A hundred that are due, and what was done with them. */
function backlog(differences: Partial<Queue<number>> = {}) {
  const due = Array.from({ length: 100 }, (_, i) => i);
  const seen = { done: [] as number[], failed: [] as unknown[], atOnce: 0, most: 0 };
  const lanes = new Lanes<number>({
    lanes: 5,
    claim: async () => due.shift(),
    work: async (item) => {
      seen.most = Math.max(seen.most, ++seen.atOnce);
      for (let i = 0; i < 20; i++) await Promise.resolve();
      seen.atOnce--;
      seen.done.push(item);
    },
    failed: (error) => seen.failed.push(error),
    goesOn: () => true,
    ...differences,
  });
  return { due, seen, lanes };
}

const turns = async (): Promise<void> => {
  for (let i = 0; i < 2000; i++) await Promise.resolve();
};

describe('lanes', () => {
  it('work all that is due after one call, so many at once as there are lanes and no more', async () => {
    const { seen, lanes } = backlog();
    lanes.wake();
    await turns();
    expect(seen.done).toHaveLength(100);
    expect(seen.most).toBe(5);
  });

  it('let a slow one hold up nobody, also not what becomes due while it lasts', async () => {
    const slow = Promise.withResolvers<void>();
    const done: number[] = [];
    const { due, lanes } = backlog({ work: async (item) => (item === 0 ? slow.promise : void done.push(item)) });
    lanes.wake();
    await turns();
    expect(done).toHaveLength(99);
    due.push(200);
    lanes.wake();
    await turns();
    expect(done).toContain(200);
    slow.resolve();
    await lanes.stop();
  });

  it('go on after one that fails, and after a claim that fails', async () => {
    let claims = 0;
    const { due, seen, lanes } = backlog({
      claim: async () => {
        if (++claims === 1) throw new Error('no database');
        return due.shift();
      },
      work: (item) => (item === 3 ? Promise.reject(new Error('three')) : Promise.resolve()),
    });
    lanes.wake();
    await turns();
    lanes.wake();
    await turns();
    expect(due).toEqual([]);
    expect(seen.failed).toHaveLength(2);
  });

  it('take one at a time and no more than they are called for while it does not go on', async () => {
    const { due, seen, lanes } = backlog({ goesOn: () => false });
    lanes.wake();
    await turns();
    expect(seen.done).toEqual([0]);
    expect(due).toHaveLength(99);
  });

  it('take nothing more once they are stopped, and are waited for', async () => {
    const slow = Promise.withResolvers<void>();
    const { due, lanes } = backlog({ work: () => slow.promise });
    lanes.wake();
    await turns();
    const stopped = lanes.stop();
    const left = due.length;
    slow.resolve();
    await stopped;
    lanes.wake();
    await turns();
    expect(due).toHaveLength(left);
  });
});
