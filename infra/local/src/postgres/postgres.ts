import { chmodSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { freePorts } from '../ports.js';
import { StackProblem } from '../problem.js';
import { canReach, postgresOwner } from '../processes/owner.js';
import { startProcess, type RunningProcess } from '../processes/start-process.js';
import type { Programs } from '../programs/program.js';
import { infraFile } from '../workspace.js';
import { quoteName, quoteText, queryOnce } from './connection.js';
import { addressOf, isInitialised, postgresProcess, type PostgresNode, type PostgresSettings } from './node.js';
import { cloneReplica, prepareNode } from './prepare.js';

export interface PostgresOptions {
  readonly programs: Pick<Programs, 'postgres'>;
  /** Data and logs. As root, its parents must let other accounts pass: Postgres runs under another one. */
  readonly dir: string;
  readonly ports?: readonly number[];
  readonly superuser?: { readonly user: string; readonly password: string };
  /** Default true. */
  readonly durable?: boolean;
}

export interface PostgresServer {
  readonly address: { readonly host: string; readonly port: number };
  readonly pid: number;
  readonly process: RunningProcess;
  stop(): Promise<void>;
}

export interface PostgresPair {
  /** `127.0.0.1:5441,127.0.0.1:5442`, the primary first. */
  readonly hosts: string;
  readonly superuser: { readonly user: string; readonly password: string };
  /** For the superuser, at the primary. */
  readonly adminUrl: string;
  readonly primary: PostgresServer;
  readonly replica: PostgresServer;
  stop(): Promise<void>;
}

function postgresSettings({ programs, durable = true, superuser }: PostgresOptions): PostgresSettings {
  const generated = { user: 'breakwater', password: randomBytes(18).toString('hex') };
  return { programs: programs.postgres, durable, superuser: superuser ?? generated };
}

export function postgresNode(dir: string, number: 1 | 2, port: number): PostgresNode {
  const name = `postgres-${number}`;
  return { name, dataDir: join(dir, name), logFile: join(dir, 'logs', `${name}.log`), port };
}

/** The folder of both nodes, refused when the account that Postgres runs under cannot get into it. */
export function openFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o755 });
  if (postgresOwner() !== undefined) chmodSync(dir, statSync(dir).mode | 0o011);
  if (canReach(dir, postgresOwner())) return;
  throw new StackProblem(
    `postgres: runs under another account than root, which cannot get into ${dir}; give another folder`,
  );
}

function serverOf(node: PostgresNode, process: RunningProcess): PostgresServer {
  return { address: { host: '127.0.0.1', port: node.port }, pid: process.pid, process, stop: () => process.stop() };
}

/** One Postgres without a replica. A folder that already holds data needs the superuser it was made with. */
export async function startPostgres(
  options: PostgresOptions,
): Promise<PostgresServer & Pick<PostgresPair, 'superuser' | 'adminUrl'>> {
  const settings = postgresSettings(options);
  openFolder(options.dir);
  const [port, unused] = options.ports ?? (await freePorts(2));
  const node = postgresNode(options.dir, 1, port as number);
  await prepareNode(node, postgresNode(options.dir, 2, unused ?? 0), settings);
  const server = serverOf(node, await startProcess(postgresProcess(node, settings)));
  return { ...server, superuser: settings.superuser, adminUrl: adminUrl(node, settings) };
}

/** A primary and its streaming replica, both ready when this returns. */
export async function startPostgresPair(options: PostgresOptions): Promise<PostgresPair> {
  const settings = postgresSettings(options);
  openFolder(options.dir);
  const ports = options.ports ?? (await freePorts(2));
  const first = postgresNode(options.dir, 1, ports[0] as number);
  const second = postgresNode(options.dir, 2, ports[1] as number);
  await prepareNode(first, second, settings);
  const primary = serverOf(first, await startProcess(postgresProcess(first, settings)));
  try {
    if (isInitialised(second)) await prepareNode(second, first, settings);
    else await cloneReplica(first, second, settings);
    const replica = serverOf(second, await startProcess(postgresProcess(second, settings)));
    return {
      hosts: `127.0.0.1:${first.port},127.0.0.1:${second.port}`,
      superuser: settings.superuser,
      adminUrl: adminUrl(first, settings),
      primary,
      replica,
      stop: async () => {
        // The primary waits until its replica has everything: the replica goes last.
        await primary.stop();
        await replica.stop();
      },
    };
  } catch (error) {
    await primary.stop();
    throw error;
  }
}

function adminUrl(node: PostgresNode, settings: PostgresSettings): string {
  const { user, password } = settings.superuser;
  return `postgresql://${user}:${password}@127.0.0.1:${node.port}/postgres`;
}

/** Databases, each with a role of the same name that owns it and may enter no other. What exists gets its password set. */
export async function ensureDatabases(
  node: PostgresNode,
  settings: PostgresSettings,
  passwords: Readonly<Record<string, string>>,
): Promise<void> {
  const address = addressOf(node, settings);
  const existing = new Set((await queryOnce(address, 'SELECT datname FROM pg_database')).map((row) => row['datname']));
  const roles = new Set((await queryOnce(address, 'SELECT rolname FROM pg_roles')).map((row) => row['rolname']));
  const ensure = async ([name, password]: [string, string]): Promise<void> => {
    const role = quoteName(name);
    const verb = roles.has(name) ? 'ALTER' : 'CREATE';
    await queryOnce(address, `${verb} ROLE ${role} LOGIN PASSWORD ${quoteText(password)}; GRANT pg_monitor TO ${role}`);
    if (!existing.has(name)) {
      await queryOnce(address, `CREATE DATABASE ${role} OWNER ${role}`, 60_000);
      await queryOnce(address, `REVOKE ALL ON DATABASE ${role} FROM PUBLIC`);
    }
    await queryOnce({ ...address, database: name }, keeperSql());
  };
  await Promise.all(Object.entries(passwords).map(ensure));
}

/** What makes the role that owns what no service may change; run by the superuser in a service's database. */
export function keeperSql(): string {
  return readFileSync(infraFile('postgres/keeper.sql'), 'utf8');
}
