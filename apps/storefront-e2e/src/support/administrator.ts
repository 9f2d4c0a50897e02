import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, type Sql } from '@breakwater/database';
import { secrets, stateDir } from './surroundings.js';

/** Somebody with every right on the databases: what no service can do to itself. */
export class Administrator {
  private readonly opened = new Map<string, Promise<Database>>();

  /** One transaction in which no trigger fires and no foreign key is checked. */
  async tamper(database: string, work: (tx: Sql) => Promise<void>): Promise<void> {
    await (
      await this.open(database)
    ).transaction(async (tx) => {
      await tx.query(`SET LOCAL session_replication_role = 'replica'`);
      await work(tx);
    });
  }

  async read<T>(database: string, sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return (await this.open(database)).writer.query<T>(sql, params);
  }

  async close(): Promise<void> {
    for (const database of this.opened.values()) await (await database).close();
  }

  private open(database: string): Promise<Database> {
    const known = this.opened.get(database);
    if (known !== undefined) return known;
    const { postgres1, postgres2 } = JSON.parse(readFileSync(join(stateDir, 'state', 'ports.json'), 'utf8')) as {
      postgres1: number;
      postgres2: number;
    };
    const { user, password } = secrets()['postgres'] as { user: string; password: string };
    const hosts = `127.0.0.1:${postgres1},127.0.0.1:${postgres2}`;
    const made = Database.open({ hosts, database, user, password, migrations: [], applicationName: 'administrator' });
    this.opened.set(database, made);
    return made;
  }
}
