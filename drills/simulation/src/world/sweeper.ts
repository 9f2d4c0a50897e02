import type { Database } from '../engine/database.js';
import type { Context, Engine } from '../engine/engine.js';
import type { Process } from '../engine/process.js';
import type { Task } from '../engine/task.js';

interface Sweeper {
  readonly everyMs: number;
  readonly database: Database;
  /** When something is due; Infinity when nothing is. */
  readonly nextDueAt: () => number;
  readonly sweep: (context: Context) => Task<unknown>;
}

/**
 * Looks again and again, as the product's sweepers do. Rounds that would find nothing are left out: it sleeps until something is
 * due, and then for what is left of a round.
 */
export function startSweeper(engine: Engine, process: Process, { everyMs, database, nextDueAt, sweep }: Sweeper): void {
  function* run(): Task<void> {
    for (;;) {
      yield* database.due(nextDueAt);
      yield* engine.sleep(engine.random.between(1, everyMs));
      try {
        yield* sweep(engine.context(process));
      } catch (error) {
        engine.log(process, error);
      }
    }
  }
  process.spawn(run());
}
