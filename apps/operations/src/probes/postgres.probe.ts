import { Socket } from 'node:net';
import type { HostAddress } from '@breakwater/database';
import pg from 'pg';
import type { NodeFacts } from '../domain/postgres.js';
import { bounded, PROBE_LIMIT_MS } from './bounded.js';

export interface PostgresLogin {
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

interface Row {
  recovery: boolean;
  position: string | null;
  age: number | null;
  version: string;
}

// Functions that any role may call; the views that say more need pg_monitor.
const SQL = `
  SELECT pg_is_in_recovery() AS recovery,
         pg_wal_lsn_diff(
           CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, '0/0'
         )::text AS position,
         CASE WHEN pg_is_in_recovery()
              THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp())::float8 END AS age,
         current_setting('server_version') AS version`;

/** Asks one node, directly and over a connection of its own: what a pool believes is not what is so. */
export async function probePostgres(host: HostAddress, login: PostgresLogin): Promise<NodeFacts> {
  const address = `${host.host}:${host.port}`;
  const socket = new Socket();
  const client = new pg.Client({
    stream: () => socket,
    ...host,
    ...login,
    application_name: 'operations-status',
    connectionTimeoutMillis: PROBE_LIMIT_MS,
    query_timeout: PROBE_LIMIT_MS,
  });
  // A node that dies while we ask: the query's own failure says so.
  client.on('error', () => undefined);
  const ask = async (): Promise<NodeFacts> => {
    await client.connect();
    const { rows } = await client.query<Row>(SQL);
    const [row] = rows;
    if (row === undefined) throw new Error('no answer');
    return {
      address,
      inRecovery: row.recovery,
      positionBytes: row.position === null ? null : Number(row.position),
      replayAgeSeconds: row.age,
      version: row.version.split(' ')[0] ?? row.version,
      problem: null,
    };
  };
  const facts = await bounded(ask(), (problem) => ({
    address,
    inRecovery: null,
    positionBytes: null,
    replayAgeSeconds: null,
    version: null,
    problem,
  }));
  client.end().catch(() => undefined);
  // A node that hangs does not say goodbye: its connections must not pile up.
  if (facts.problem !== null) socket.destroy();
  return facts;
}
