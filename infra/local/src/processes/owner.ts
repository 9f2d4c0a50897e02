import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The account a program runs under when it must not be root. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root: then it gets `postgres` if the machine has that account, else `nobody`. */
export function postgresOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return { uid: 65_534, gid: 65_534 };
}

/** Whether the owner can get into a folder, asked of the kernel itself: permissions of every parent count. */
export function canReach(folder: string, owner: Owner | undefined): boolean {
  if (owner === undefined) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...owner, cwd: '/', stdio: 'ignore' }).status === 0;
}
