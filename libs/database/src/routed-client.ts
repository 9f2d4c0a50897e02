import { Client, type ClientConfig } from 'pg';
import type { HostAddress } from './host-address.js';
import { LIMITS } from './limits.js';

/** Where the clients of one pool connect to. */
export interface Route {
  /** Chooses the host of a new connection. */
  target(): Promise<HostAddress>;
  /** That host did not let us in. */
  failed(address: HostAddress): void;
  /** Only a primary will do. */
  readonly writable: boolean;
  /** The open clients of the pool. */
  readonly clients: Set<RoutedClient>;
}

/**
 * A pg client that asks for its host at the moment when it connects; node-postgres itself knows neither several hosts nor
 * `target_session_attrs`. A pool made of these follows a promotion by itself.
 */
export class RoutedClient extends Client {
  readonly #route: Route;
  address: HostAddress | undefined;
  /** Goes to a host that is not wanted any more: not given back to the pool. */
  retired = false;
  /** The server said that a commit was not confirmed by the synchronous standby (notice 01000 while waiting for it). */
  commitUnconfirmed = false;

  constructor(config: ClientConfig & { route: Route }) {
    // The pool hides the password from enumeration, so the spread alone would lose it.
    super({ ...config, password: config.password, connectionTimeoutMillis: LIMITS.connectMs });
    this.#route = config.route;
    // An error of the socket reaches whoever waits for an answer; without a listener it would end the process.
    this.on('error', () => undefined);
    this.on('notice', (notice) => {
      if (notice.message?.includes('synchronous replication')) this.commitUnconfirmed = true;
    });
  }

  override connect(): Promise<Client>;
  override connect(callback: ((error: Error) => void) | ((error: null, client: Client) => void)): void;
  override connect(callback?: (error: never, client: Client) => void): Promise<Client> | void {
    const connected = this.#connectRouted();
    if (!callback) return connected;
    void this.#report(connected, callback);
  }

  /** Ends the connection without waiting for the server; what is in flight fails at once, and the pool forgets it. */
  abandon(): void {
    // The pool (for an idle one) or TypeORM (for one at work) lets go of a client in its error handler: at once, so that
    // nobody is given it meanwhile.
    this.emit('error', new Error('Connection terminated: another host is used now'));
    this.#hangUp();
  }

  #hangUp(): void {
    this.end().catch(() => undefined);
    this.connection.stream.destroy();
  }

  async #report(connected: Promise<Client>, callback: (error: never, client: Client) => void): Promise<void> {
    const error: unknown = await connected.then(
      () => null,
      (reason: unknown) => reason,
    );
    callback(error as never, this);
  }

  async #connectRouted(): Promise<Client> {
    const address = await this.#route.target();
    this.address = address;
    this.host = address.host;
    this.port = address.port;
    try {
      await super.connect();
      if (this.#route.writable) await this.#assertPrimary();
    } catch (error) {
      this.#hangUp();
      this.#route.failed(address);
      throw error;
    }
    this.#route.clients.add(this);
    this.once('end', () => this.#route.clients.delete(this));
    return this;
  }

  async #assertPrimary(): Promise<void> {
    const question = { text: 'SELECT pg_is_in_recovery() AS replica', query_timeout: LIMITS.connectMs };
    const { rows } = await this.query<{ replica: boolean }>(question);
    if (rows[0]?.replica) throw Object.assign(new Error('the primary has become a replica'), { code: '25006' });
  }
}
