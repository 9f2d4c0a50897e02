import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { asFault, troubleOf } from './errors.js';
import { sameHost, type HostAddress } from './host-address.js';
import type { Credentials } from './host-probe.js';
import { columnTypes } from './int8.js';
import { LIMITS } from './limits.js';
import { RoutedClient, type Route } from './routed-client.js';
import { Session } from './session.js';

/** A TypeORM migration class. */
export type Migration = new () => MigrationInterface;

export interface ConnectionsOptions extends Credentials {
  readonly applicationName: string;
  readonly poolSize: number;
  readonly writable: boolean;
  readonly statementMs: number;
  readonly migrations?: readonly Migration[];
  /** The host that a new connection goes to. */
  readonly target: () => Promise<HostAddress>;
  /** A connection to that host failed. */
  readonly onLost: (address: HostAddress) => void;
}

/** One TypeORM DataSource, opened at its first use, whose pool goes where `target` says. */
export class Connections {
  readonly #clients = new Set<RoutedClient>();
  #opening: Promise<DataSource> | undefined;
  #pool: pg.Pool | undefined;
  #closed = false;

  constructor(private readonly options: ConnectionsOptions) {}

  /** Requests that wait for a connection. */
  get waiting(): number {
    return this.#pool?.waitingCount ?? 0;
  }

  /** Runs `work` on one connection. While no host answers it tries again, up to `LIMITS.acquireMs`. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.#acquire();
    let keep = false;
    try {
      const result = await work(session);
      keep = true;
      return result;
    } catch (error) {
      keep = session.client.getTransactionStatus() === 'I';
      throw error;
    } finally {
      if (session.trouble === 'lost' && session.client.address) this.options.onLost(session.client.address);
      await session.end(keep && !session.client.retired);
    }
  }

  /** Connections to other hosts than `address` are of no use any more: those at work are retired when they come back. */
  retireOthers(address: HostAddress): void {
    for (const client of this.#clients) client.retired = !sameHost(client.address, address);
  }

  /** Connections to other hosts than `address` are cut now, and what runs on them fails at once. */
  cutOthers(address: HostAddress): void {
    for (const client of this.#clients) if (!sameHost(client.address, address)) client.abandon();
  }

  async dataSource(): Promise<DataSource> {
    if (this.#closed) throw Object.assign(new Error('the database is closed'), { code: '08003' });
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const source = await this.#opening?.catch(() => undefined);
    if (!source) return;
    const gone = [...this.#clients].map((client) => new Promise<void>((resolve) => void client.once('end', resolve)));
    // A server that hangs never says goodbye.
    const cut = setTimeout(() => this.#clients.forEach((client) => client.abandon()), LIMITS.connectMs);
    await source.destroy();
    await Promise.all(gone);
    clearTimeout(cut);
  }

  async #acquire(): Promise<Session> {
    const giveUpAt = performance.now() + LIMITS.acquireMs;
    for (;;) {
      try {
        const runner = (await this.dataSource()).createQueryRunner();
        const client = (await runner.connect()) as RoutedClient;
        return new Session(runner, client, this.options.writable);
      } catch (error) {
        const trouble = troubleOf(error);
        if (trouble !== 'lost' || this.#closed || performance.now() > giveUpAt) throw asFault(error, trouble);
        await pause(25 + Math.random() * 50);
      }
    }
  }

  async #open(): Promise<DataSource> {
    const { options } = this;
    const route: Route = {
      target: options.target,
      failed: options.onLost,
      writable: options.writable,
      clients: this.#clients,
    };
    const source = new DataSource({
      type: 'postgres',
      driver: pg,
      database: options.database,
      username: options.user,
      password: options.password,
      applicationName: options.applicationName,
      poolSize: options.poolSize,
      installExtensions: false,
      migrations: [...(options.migrations ?? [])],
      migrationsTransactionMode: 'each',
      logging: false,
      poolErrorHandler: () => undefined, // an idle connection that broke; the pool has dropped it
      extra: {
        Client: RoutedClient,
        route,
        types: columnTypes,
        connectionTimeoutMillis: LIMITS.acquireMs,
        idleTimeoutMillis: 30_000,
        statement_timeout: options.statementMs,
        query_timeout: options.statementMs + LIMITS.connectMs,
        lock_timeout: LIMITS.lockMs,
        idle_in_transaction_session_timeout: LIMITS.idleInTransactionMs,
        keepAlive: true,
        keepAliveInitialDelayMillis: 1_000,
        ...(options.writable ? {} : { options: '-c default_transaction_read_only=on' }),
      },
    });
    await source.initialize();
    this.#pool = (source.driver as unknown as { master: pg.Pool }).master;
    return source;
  }
}
