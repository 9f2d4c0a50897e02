import { describe, expect, it } from '@jest/globals';
import { Database } from './database.js';
import { Engine } from './engine.js';
import type { Task } from './task.js';

function world(): { engine: Engine; database: Database; run: (task: (engine: Engine) => Task<void>) => void } {
  const engine = new Engine(1, 0, undefined);
  engine.calmDown();
  const database = new Database(engine, 'test');
  const process = engine.newProcess('one');
  return { engine, database, run: (task) => process.spawn(task(engine)) };
}

describe('the engine', () => {
  it('lets what is due earliest happen first, and what is due together in the order of its asking', () => {
    const { engine } = world();
    const seen: string[] = [];
    engine.scheduler.after(20, () => seen.push('late'));
    engine.scheduler.after(10, () => seen.push('first'));
    engine.scheduler.after(10, () => seen.push('second'));
    while (engine.scheduler.step(15)) continue;
    expect(seen).toEqual(['first', 'second']);
    expect(engine.now()).toBe(10);
  });

  it('forgets in a crash what was in memory, runs no finally, and keeps what was committed', () => {
    const { engine, database } = world();
    const process = engine.newProcess('two');
    const rows = database.table<number>();
    const seen: string[] = [];
    function* task(): Task<void> {
      try {
        yield* database.transaction(engine.context(process), 'one', () => rows.set('a', 1));
        // Simulated time: nobody waits for it.
        yield* engine.sleep(1000);
        seen.push('went on');
      } finally {
        seen.push('finally');
      }
    }
    process.spawn(task());
    while (engine.scheduler.step(500)) continue;
    process.crash();
    process.restart();
    while (engine.scheduler.step(5000)) continue;
    expect(rows.get('a')).toBe(1);
    expect(seen).toEqual([]);
  });

  it('takes everything back that a transaction had written when it throws', () => {
    const { engine, database, run } = world();
    const rows = database.table<number>();
    run(function* () {
      const context = engine.context(engine.newProcess('three'));
      try {
        yield* database.transaction(context, 'two', () => {
          rows.set('a', 1);
          rows.set('a', 2);
          throw new Error('no');
        });
      } catch {
        rows.set('b', 1);
      }
    });
    while (engine.scheduler.step(5000)) continue;
    expect([rows.get('a'), rows.get('b')]).toEqual([undefined, 1]);
  });

  it('freezes a process without losing anything', () => {
    const { engine } = world();
    const process = engine.newProcess('four');
    let doneAt = 0;
    process.spawn(
      (function* (): Task<void> {
        yield* engine.sleep(10);
        doneAt = engine.now();
      })(),
    );
    process.freeze(100);
    while (engine.scheduler.step(5000)) continue;
    expect(doneAt).toBe(100);
  });
});
