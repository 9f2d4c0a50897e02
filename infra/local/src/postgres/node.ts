import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { postgresOwner } from '../processes/owner.js';
import type { ProcessSpec } from '../processes/process-spec.js';
import type { PostgresPrograms } from '../programs/program.js';
import { infraFile } from '../workspace.js';
import { queryOnce, type PostgresAddress } from './connection.js';

/** One of the two servers of a pair. Which of them is the primary is written in their folders, not in their names. */
export interface PostgresNode {
  readonly name: string;
  readonly dataDir: string;
  readonly logFile: string;
  readonly port: number;
}

export interface PostgresSettings {
  readonly programs: PostgresPrograms;
  readonly superuser: { readonly user: string; readonly password: string };
  /** False only in tests: no fsync, so a power cut may lose data. */
  readonly durable: boolean;
}

export const replicationSlot = 'standby';

export function isInitialised(node: PostgresNode): boolean {
  return existsSync(join(node.dataDir, 'PG_VERSION'));
}

export function isStandby(node: PostgresNode): boolean {
  return existsSync(join(node.dataDir, 'standby.signal'));
}

export function dataMajor(node: PostgresNode): number {
  return Number.parseInt(readFileSync(join(node.dataDir, 'PG_VERSION'), 'utf8'), 10);
}

export function addressOf(node: PostgresNode, { superuser }: PostgresSettings, database = 'postgres'): PostgresAddress {
  return { host: '127.0.0.1', port: node.port, ...superuser, database };
}

/** An empty folder of the owner's that only the owner can read, as Postgres demands. */
export function makeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  own(dataDir);
}

function own(path: string): void {
  const owner = postgresOwner();
  if (owner !== undefined) chownSync(path, owner.uid, owner.gid);
}

/** Writes a file that belongs to the account that Postgres runs under, and that only it can read. */
export function writeOwned(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  own(path);
}

/** Writes the whole configuration of a node, at every start: ports may have changed, and so may the file in infra/postgres. */
export function configure(node: PostgresNode, peer: PostgresNode, settings: PostgresSettings): void {
  const { user, password } = settings.superuser;
  const lines = [
    readFileSync(infraFile('postgres/postgresql.conf'), 'utf8'),
    `port = ${node.port}`,
    `cluster_name = '${node.name}'`,
    `primary_conninfo = 'host=127.0.0.1 port=${peer.port} user=${user} password=${password} application_name=${node.name} connect_timeout=2'`,
    `primary_slot_name = '${replicationSlot}'`,
    ...(settings.durable ? [] : ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off']),
  ];
  writeOwned(join(node.dataDir, 'postgresql.conf'), `${lines.join('\n')}\n`);
  writeOwned(join(node.dataDir, 'pg_hba.conf'), readFileSync(infraFile('postgres/pg_hba.conf'), 'utf8'));
}

export function postgresProcess(node: PostgresNode, settings: PostgresSettings): ProcessSpec {
  return {
    name: node.name,
    command: settings.programs.bin('postgres'),
    args: ['-D', node.dataDir],
    cwd: node.dataDir,
    logFile: node.logFile,
    env: { ...settings.programs.env, LC_ALL: 'C.UTF-8' },
    owner: postgresOwner(),
    // Fast shutdown: sessions are ended, what they had not committed is rolled back.
    stopSignal: 'SIGINT',
    stopTimeoutMs: 20_000,
    readyTimeoutMs: 60_000,
    isReady: async () => {
      await queryOnce(addressOf(node, settings), 'SELECT 1', 1000);
      return true;
    },
  };
}
