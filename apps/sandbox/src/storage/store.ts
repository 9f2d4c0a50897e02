import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { schema } from './schema.js';

export type Row = Record<string, string | number | null>;

/**
 * The sandbox's own SQLite file. Everything is synchronous, so that a transaction can never interleave with another
 * request of this process.
 */
export class Store {
  private readonly db: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private readonly afterCommit: (() => void)[] = [];
  private depth = 0;

  constructor(file: string) {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    this.db = new DatabaseSync(file);
    this.db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
    this.db.exec('PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;');
    this.db.exec(schema);
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepared(sql).run(...values).changes);
  }

  rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepared(sql).all(...values) as Row[];
  }

  row(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepared(sql).get(...values) as Row | undefined;
  }

  /** All or nothing; inside another transaction it is a savepoint of its own. */
  transaction<T>(work: () => T): T {
    const name = `level${this.depth}`;
    this.db.exec(this.depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
    this.depth++;
    try {
      const result = work();
      this.depth--;
      this.db.exec(this.depth === 0 ? 'COMMIT' : `RELEASE ${name}`);
      if (this.depth === 0) for (const action of this.afterCommit.splice(0)) action();
      return result;
    } catch (error) {
      // A commit that failed has lowered the level already.
      this.depth = Number(name.slice('level'.length));
      this.db.exec(this.depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
      if (this.depth === 0) this.afterCommit.length = 0;
      throw error;
    }
  }

  /** Runs once what is being written is safe: wakes a worker, for example. */
  onCommit(action: () => void): void {
    if (this.depth === 0) action();
    else this.afterCommit.push(action);
  }

  /** Nest calls it when the last request has ended. */
  onApplicationShutdown(): void {
    if (this.db.isOpen) this.db.close();
  }

  private prepared(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.db.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}
