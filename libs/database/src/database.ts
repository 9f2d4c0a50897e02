import { observedGauge } from '@breakwater/telemetry';
import { Cluster } from './cluster.js';
import { Connections, type Migration } from './connections.js';
import { errorCode, originalOf, troubleOf } from './errors.js';
import { parseHosts } from './host-address.js';
import type { Credentials } from './host-probe.js';
import { LIMITS } from './limits.js';
import { migrate } from './migrate.js';
import type { Sql } from './sql.js';
import { inTransaction, type TransactionOptions } from './transaction.js';

export interface DatabaseOptions extends Credentials {
  /** `host:port,host:port` in any order; which one is the primary is found out. */
  readonly hosts: string;
  readonly migrations: readonly Migration[];
  /** Connections of the writer, and as many of the reader. */
  readonly poolSize?: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** Bound of one statement, in milliseconds. */
  readonly statementTimeoutMs?: number;
}

export interface DatabaseStats {
  /** Requests that wait for a free connection. */
  readonly poolWaiters: number;
  /** How far the replica is behind, null while there is none or no primary. */
  readonly replicaLagBytes: number | null;
}

const WAITERS = { help: 'Requests that wait for a database connection' };
const LAG = { help: 'How far the replica is behind', unit: 'By' };
const READ_ATTEMPTS = 3;
// What a late replica does not know yet, and what replay does to a query that is in its way.
const ON_REPLICA_ONLY = /^(42P01|42703|40001|40P01)$/;

/** One service's database on the Postgres pair. */
export class Database {
  readonly #cluster: Cluster;
  readonly #writers: Connections;
  readonly #readers: Connections;
  /** Reads only as well, on the primary: for what the replica does not know yet. Opened when it is first needed. */
  readonly #freshReaders: Connections;
  readonly #unobserve: readonly (() => void)[];

  /** For statements that write, and for reads that must see every commit. */
  readonly writer: Sql;
  /**
   * For reads that may be some seconds old. Served by the replica while it is there and fresh, else by the primary over
   * a pool of its own, so that the lost replica's load never takes the writer's connections.
   */
  readonly reader: Sql;

  private constructor(private readonly options: DatabaseOptions) {
    const { database, user, password } = options;
    const cluster = new Cluster(parseHosts(options.hosts), { database, user, password });
    this.#cluster = cluster;
    this.#writers = this.#connections(true);
    this.#readers = this.#connections(false);
    this.#freshReaders = this.#connections(false, () => cluster.primary());
    cluster.onChange(({ primary, replica }) => {
      if (primary) this.#writers.cutOthers(primary);
      if (primary) this.#freshReaders.cutOthers(primary);
      if (replica) this.#readers.retireOthers(replica);
      else if (primary) this.#readers.cutOthers(primary);
    });
    this.#unobserve = [
      observedGauge('db_client_connection_pending_requests', WAITERS, () => this.stats().poolWaiters),
      observedGauge('db_replica_lag_bytes', LAG, () => this.stats().replicaLagBytes ?? undefined),
    ];
    this.writer = { query: (sql, params) => this.#writers.use((session) => session.query(sql, params)) };
    this.reader = { query: (sql, params) => this.#read(sql, params) };
  }

  /** Looks at the hosts once. Does not fail when none answers: the queries then say so, and work when one is back. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const database = new Database(options);
    await database.#cluster.refresh();
    return database;
  }

  /** Runs `work` in a transaction on the primary; see `inTransaction`. */
  transaction<T>(work: (tx: Sql) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return inTransaction(this.#writers, work, options);
  }

  /** Applies the pending migrations; several instances may do so at once. Waits up to `waitMs` for a primary. */
  async migrate(waitMs = 30_000): Promise<void> {
    const connections = this.#connections(true, undefined, LIMITS.migrationStatementMs);
    try {
      await migrate(connections, waitMs);
    } finally {
      await connections.close();
    }
  }

  /** Resolves when the primary answers, rejects with `database.writer.unavailable` otherwise. */
  async ping(): Promise<void> {
    await this.writer.query('SELECT 1');
  }

  stats(): DatabaseStats {
    return {
      poolWaiters: this.#writers.waiting + this.#readers.waiting + this.#freshReaders.waiting,
      replicaLagBytes: this.#cluster.view.replicaLagBytes,
    };
  }

  async close(): Promise<void> {
    for (const end of this.#unobserve) end();
    this.#cluster.close();
    await Promise.all([this.#writers, this.#readers, this.#freshReaders].map((pool) => pool.close()));
  }

  async #read<T>(sql: string, params?: readonly unknown[]): Promise<T[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#readers.use((session) => session.query<T>(sql, params));
      } catch (error) {
        if (ON_REPLICA_ONLY.test(errorCode(error) ?? ''))
          return this.#freshReaders.use((session) => session.query<T>(sql, params));
        // A read may be repeated, and the host that failed it is not asked again.
        if (attempt === READ_ATTEMPTS || troubleOf(originalOf(error)) !== 'lost') throw error;
      }
    }
  }

  #connections(
    writable: boolean,
    target = () => (writable ? this.#cluster.primary() : this.#cluster.readTarget()),
    statementMs = this.options.statementTimeoutMs ?? LIMITS.statementMs,
  ): Connections {
    const cluster = this.#cluster;
    return new Connections({
      database: this.options.database,
      user: this.options.user,
      password: this.options.password,
      applicationName: this.options.applicationName,
      migrations: writable ? this.options.migrations : [],
      poolSize: this.options.poolSize ?? 10,
      writable,
      statementMs,
      target,
      onLost: (address) => cluster.distrust(address),
    });
  }
}
