import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { StackProblem } from '../problem.js';
import { postgresOwner } from '../processes/owner.js';
import { runCommand } from '../processes/run-command.js';
import { queryOnce } from './connection.js';
import {
  addressOf,
  configure,
  dataMajor,
  isInitialised,
  makeDataDir,
  replicationSlot,
  writeOwned,
  type PostgresNode,
  type PostgresSettings,
} from './node.js';

async function run(
  settings: PostgresSettings,
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<void> {
  const { programs } = settings;
  const result = await runCommand(programs.bin(program), args, {
    env: { ...programs.env, ...env },
    owner: postgresOwner(),
  });
  if (result.code !== 0) throw new StackProblem(`${program} failed: ${(result.stderr || result.stdout).trim()}`);
}

/** Makes an empty cluster, unless there is one. */
export async function prepareNode(node: PostgresNode, peer: PostgresNode, settings: PostgresSettings): Promise<void> {
  if (!isInitialised(node)) {
    makeDataDir(node.dataDir);
    const { user, password } = settings.superuser;
    const passwordFile = `${node.dataDir}.password`;
    writeOwned(passwordFile, password);
    const sync = settings.durable ? [] : ['--no-sync'];
    const auth = ['-U', user, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
    await run(
      settings,
      'initdb',
      ['-D', node.dataDir, ...auth, '-E', 'UTF8', '--locale', 'C.UTF-8', '-k', ...sync],
      {},
    );
    rmSync(passwordFile);
  }
  refuseOtherMajor(node, settings);
  configure(node, peer, settings);
}

function refuseOtherMajor(node: PostgresNode, { programs }: PostgresSettings): void {
  const major = dataMajor(node);
  if (major === programs.major) return;
  throw new StackProblem(
    `postgres: the data in ${node.dataDir} is of version ${major}, this machine runs ${programs.major}; start afresh with: npm run stack -- reset`,
  );
}

/** Copies a running primary to `replica`, which will follow it. What the replica's folder held is lost. */
export async function cloneReplica(
  primary: PostgresNode,
  replica: PostgresNode,
  settings: PostgresSettings,
): Promise<void> {
  await ensureSlot(primary, settings);
  makeDataDir(replica.dataDir);
  const { user, password } = settings.superuser;
  const from = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', user, '--no-password'];
  const how = ['-D', replica.dataDir, '--wal-method=stream', '--checkpoint=fast', '--write-recovery-conf'];
  await run(settings, 'pg_basebackup', [...from, ...how, ...(settings.durable ? [] : ['--no-sync'])], {
    PGPASSWORD: password,
  });
  // -R writes the address down in a file that would win over ours, with a port that may be another one next time.
  writeOwned(join(replica.dataDir, 'postgresql.auto.conf'), '');
  configure(replica, primary, settings);
}

async function ensureSlot(primary: PostgresNode, settings: PostgresSettings): Promise<void> {
  await queryOnce(
    addressOf(primary, settings),
    `SELECT pg_create_physical_replication_slot('${replicationSlot}', true)
     WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '${replicationSlot}')`,
  );
}
