import { Client } from 'pg';
import { isErrorLike } from './errors.js';
import type { HostAddress } from './host-address.js';
import { LIMITS } from './limits.js';

/** What one look at a host told. `position` is the WAL position in bytes: written on a primary, replayed on a replica. */
export interface HostView {
  readonly address: HostAddress;
  readonly role: 'primary' | 'replica' | 'away';
  readonly timeline: number;
  readonly position: bigint;
  /** Why it is away. */
  readonly reason?: string;
}

export interface Credentials {
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

// pg_control_checkpoint() keeps the old timeline after a promotion; the WAL file's name has the real one.
const LOOK = `SELECT replica,
  CASE WHEN replica THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn AS position,
  CASE WHEN replica THEN NULL ELSE pg_walfile_name(pg_current_wal_lsn()) END AS walfile
  FROM (SELECT pg_is_in_recovery() AS replica) AS node`;

/** Looks at one host over a connection of its own, so that a busy or drained pool never hides a healthy host. */
export class HostProbe {
  #client: Client | undefined;

  constructor(
    readonly address: HostAddress,
    private readonly credentials: Credentials,
  ) {}

  /** Never rejects; a host that does not answer in time is `away`. Takes at most twice `LIMITS.connectMs`. */
  async look(): Promise<HostView> {
    try {
      this.#client ??= await this.#connect();
      const { rows } = await this.#client.query<{ replica: boolean; position: string | null; walfile: string | null }>(
        LOOK,
      );
      const row = rows[0];
      if (!row) throw new Error('no answer');
      return {
        address: this.address,
        role: row.replica ? 'replica' : 'primary',
        timeline: row.walfile === null ? 0 : Number.parseInt(row.walfile.slice(0, 8), 16),
        position: BigInt(row.position ?? 0),
      };
    } catch (error) {
      this.close();
      const reason = isErrorLike(error) ? error.message : String(error);
      return { address: this.address, role: 'away', timeline: 0, position: 0n, reason };
    }
  }

  close(): void {
    const client = this.#client;
    this.#client = undefined;
    if (client) abandon(client);
  }

  async #connect(): Promise<Client> {
    const client = new Client({
      ...this.address,
      ...this.credentials,
      application_name: 'breakwater-monitor',
      connectionTimeoutMillis: LIMITS.connectMs,
      query_timeout: LIMITS.connectMs,
      keepAlive: true,
    });
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    try {
      await client.connect();
    } catch (error) {
      abandon(client);
      throw error;
    }
    return client;
  }
}

/** Ends a connection without waiting for the other side, which may hang. Queries in flight on it fail at once. */
export function abandon(client: Client): void {
  client.end().catch(() => undefined);
  client.connection.stream.destroy();
}
