import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { keeperSql } from '@breakwater/local-stack';
import { eventually } from './eventually.js';
import { askKeeper } from './keeper-client.js';
import type { Running } from './keeper-protocol.js';

export interface TestDatabase {
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** A Postgres primary with a streaming replica. */
export interface TestPostgres {
  /** `host:port,host:port`, as DATABASE_HOSTS. */
  readonly hosts: string;
  /** Superuser, at the primary. */
  readonly adminUrl: string;
  /** An empty database and the role that owns it, both of a new name that begins with `name`; there on both nodes. */
  createDatabase(name?: string): Promise<TestDatabase>;
  readonly replica: {
    /** Stops the replay: the replica answers and falls behind. Everybody on this pair sees it. */
    pause(): Promise<void>;
    resume(): Promise<void>;
  };
}

/** A node's process. */
export interface NodeHandle {
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

/** A pair of one test file alone, to break. */
export interface OwnPostgresPair extends TestPostgres {
  readonly primary: NodeHandle;
  readonly replica: TestPostgres['replica'] & NodeHandle & { promote(): Promise<void> };
  stop(): Promise<void>;
}

let shared: Promise<TestPostgres> | undefined;

/** The pair of this test run: TEST_POSTGRES_HOSTS and TEST_POSTGRES_ADMIN_URL when they are set, else the keeper's. */
export function testPostgres(): Promise<TestPostgres> {
  shared ??= openShared();
  return shared;
}

/** A new pair (about two seconds). Call `stop` at the end; if the test dies before, it goes by itself. */
export async function ownPostgresPair(): Promise<OwnPostgresPair> {
  const running = await askKeeper({ op: 'postgres', own: true });
  const pair = describePair(running);
  const { resource } = running;
  const promote = async (): Promise<void> => {
    await runSql(replicaUrl(pair), 'SELECT pg_promote(true, 30)');
  };
  return {
    ...pair,
    primary: handle(resource, 'primary'),
    replica: { ...pair.replica, ...handle(resource, 'replica'), promote },
    stop: async () => void (await askKeeper({ op: 'stop', resource })),
  };
}

async function openShared(): Promise<TestPostgres> {
  const hosts = process.env['TEST_POSTGRES_HOSTS'];
  const adminUrl = process.env['TEST_POSTGRES_ADMIN_URL'];
  if (hosts && adminUrl) return describePair({ resource: 'environment', hosts, adminUrl });
  return describePair(await askKeeper({ op: 'postgres', own: false }));
}

function describePair({ hosts = '', adminUrl = '' }: Running): TestPostgres {
  const pair = { hosts, adminUrl };
  return {
    ...pair,
    createDatabase: (name = 'test') => createDatabase(pair, name),
    replica: {
      pause: async () => void (await runSql(replicaUrl(pair), 'SELECT pg_wal_replay_pause()')),
      resume: async () => void (await runSql(replicaUrl(pair), 'SELECT pg_wal_replay_resume()')),
    },
  };
}

async function createDatabase(pair: Pick<TestPostgres, 'hosts' | 'adminUrl'>, name: string): Promise<TestDatabase> {
  const database = `${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .slice(0, 40)}_${randomBytes(4).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await runSql(pair.adminUrl, `CREATE ROLE "${database}" LOGIN PASSWORD '${password}'`);
  await runSql(pair.adminUrl, `GRANT pg_monitor TO "${database}"`);
  // Another CREATE DATABASE at the same moment is in the template's way for an instant.
  await eventually(() => runSql(pair.adminUrl, `CREATE DATABASE "${database}" OWNER "${database}"`));
  const inside = new URL(pair.adminUrl);
  inside.pathname = `/${database}`;
  await runSql(inside.href, keeperSql());
  const known = `SELECT FROM pg_database WHERE datname = '${database}'`;
  await eventually(async () => (await runSql(replicaUrl(pair), known)) === 1, { timeoutMs: 5_000 }).catch(() => false);
  return { database, user: database, password };
}

/** The administrator's address at the host that is not the primary. */
function replicaUrl({ hosts, adminUrl }: Pick<TestPostgres, 'hosts' | 'adminUrl'>): string {
  const url = new URL(adminUrl);
  const other = hosts.split(',').find((host) => host !== url.host);
  if (!other) throw new Error(`no replica among ${hosts}`);
  url.host = other;
  return url.href;
}

/** Number of rows. */
async function runSql(connectionString: string, sql: string): Promise<number> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query(sql);
    return rowCount ?? 0;
  } finally {
    await client.end();
  }
}

function handle(resource: string, node: 'primary' | 'replica'): NodeHandle {
  const send = async (signal: NodeJS.Signals): Promise<void> => {
    await askKeeper({ op: 'signal', resource, node, signal });
  };
  return { kill: () => send('SIGKILL'), freeze: () => send('SIGSTOP'), thaw: () => send('SIGCONT') };
}
