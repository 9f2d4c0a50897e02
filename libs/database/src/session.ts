import { QueryFailedError, type QueryRunner } from 'typeorm';
import { asFault, errorCode, troubleOf, type Trouble } from './errors.js';
import { observed } from './observe.js';
import type { RoutedClient } from './routed-client.js';
import type { Sql } from './sql.js';

/** One pooled connection while it is ours. */
export class Session implements Sql {
  /** The worst that happened on it; `lost` and nothing more can be asked of it. */
  trouble: Trouble = 'none';
  #ended = false;

  constructor(
    readonly runner: QueryRunner,
    readonly client: RoutedClient,
    private readonly writable: boolean,
  ) {}

  async query<T>(sql: string, params?: readonly unknown[]): Promise<T[]> {
    if (this.#ended) throw new Error('this transaction has ended; a query came too late (is an await missing?)');
    return observed(sql, this.client.database ?? '', async () => {
      try {
        const result = await this.runner.query(sql, params ? [...params] : undefined, true);
        return result.records as T[];
      } catch (error) {
        throw this.#judge(error);
      }
    });
  }

  /** What the server did: it answers COMMIT of a failed transaction with ROLLBACK, and with no error. */
  async commit(): Promise<string> {
    try {
      // TypeORM's answer does not say.
      const { command } = await observed('COMMIT', this.client.database ?? '', () => this.client.query('COMMIT'));
      return command;
    } catch (error) {
      throw this.#judge(error);
    }
  }

  /** Gives the connection back, or throws it away when it is no longer to be trusted. */
  async end(keep: boolean): Promise<void> {
    this.#ended = true;
    if (!keep || this.trouble === 'lost') this.client.abandon();
    await this.runner.release();
  }

  #judge(error: unknown): unknown {
    // TypeORM wraps the driver's error and adds the parameters, which may be personal: only the driver's goes on.
    const original: unknown = error instanceof QueryFailedError ? error.driverError : error;
    const trouble = troubleOf(original);
    // On the reader a refused write is the caller's mistake, not a failover.
    if (errorCode(original) === '25006' && !this.writable) return original;
    if (trouble !== 'none') this.trouble = trouble;
    return asFault(original, trouble);
  }
}
