import { Fault } from '@breakwater/kernel';
import type { Context, Engine } from './engine.js';
import { NEVER } from './scheduler.js';
import { type Task, wait } from './task.js';

/** Rows by key. They are never changed in place, so that what a task has read stays what it read. */
export class Table<Row> {
  readonly #rows = new Map<string, Row>();

  constructor(private readonly database: Database) {}

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  all(): Row[] {
    return [...this.#rows.values()];
  }

  /** The earliest of the times of those rows that have one. */
  earliest(timeOf: (row: Row) => number | null): number {
    let least = NEVER;
    for (const row of this.#rows.values()) {
      const at = timeOf(row);
      if (at !== null && at < least) least = at;
    }
    return least;
  }

  /** False when the key is there already. */
  insert(key: string, row: Row): boolean {
    if (this.#rows.has(key)) return false;
    this.set(key, row);
    return true;
  }

  set(key: string, row: Row): void {
    const before = this.#rows.get(key);
    this.database.undo(() => (before === undefined ? this.#rows.delete(key) : this.#rows.set(key, before)));
    this.#rows.set(key, row);
  }
}

interface Watcher {
  readonly dueAt: () => number;
  readonly resume: () => void;
}

/** A service's Postgres: a transaction happens wholly or not at all, and its caller may never hear which. It survives every crash. */
export class Database {
  #undo: (() => void)[] = [];
  /** Those who wait for something to be due. */
  #watchers: Watcher[] = [];
  #alarmAt = NEVER;
  /** Grows with each transaction that writes. */
  version = 0;

  constructor(
    private readonly engine: Engine,
    readonly name: string,
  ) {}

  table<Row>(): Table<Row> {
    return new Table<Row>(this);
  }

  undo(step: () => void): void {
    this.#undo.push(step);
  }

  /** `work` is all that the transaction does; it throws to roll back. */
  *transaction<T>(context: Context, what: string, work: () => T): Task<T> {
    const { engine } = this;
    const { random, weather } = engine;
    yield* engine.sleep(random.between(1, 4));
    yield* engine.gap(context, `before ${what}`);
    if (random.chance(weather.databaseDown)) throw this.#down(what, 'not written');
    const result = this.#atomically(work);
    const unclear = random.chance(weather.commitUnclear);
    yield* engine.gap(context, `after ${what}`);
    if (unclear) throw this.#down(what, 'written, but the answer is lost');
    return result;
  }

  /**
   * Resolves as soon as something is due: what a sweeper that looks again and again would see, without the rounds in which it
   * would find nothing.
   */
  *due(dueAt: () => number): Task<void> {
    yield* wait<void>((resume) => {
      this.#watchers.push({ dueAt, resume });
      this.#look();
    });
  }

  #look(): void {
    const now = this.engine.now();
    let next = NEVER;
    this.#watchers = this.#watchers.filter(({ dueAt, resume }) => {
      const at = dueAt();
      if (at <= now) this.engine.scheduler.after(0, resume);
      else if (at < next) next = at;
      return at > now;
    });
    if (next >= this.#alarmAt && this.#alarmAt > now) return;
    this.#alarmAt = next;
    if (next === NEVER) return;
    this.engine.scheduler.at(next, () => {
      if (this.#alarmAt === next) this.#look();
    });
  }

  #atomically<T>(work: () => T): T {
    this.#undo = [];
    try {
      const result = work();
      if (this.#undo.length > 0) {
        this.version++;
        this.#look();
      }
      return result;
    } catch (error) {
      for (const step of this.#undo.toReversed()) step();
      throw error;
    }
  }

  #down(what: string, how: string): Fault {
    this.engine.trace.say(`${this.name} db`, () => `${what}: ${how}`);
    return new Fault('unavailable', 'database.writer.unavailable', `${what}: ${how}`);
  }
}
