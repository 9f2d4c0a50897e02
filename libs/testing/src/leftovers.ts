import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Ends what still runs in a folder (its working directory tells, whatever it calls itself) and deletes the folder. */
export function removeRun(dir: string): void {
  for (const pid of processesIn(dir)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // gone meanwhile
    }
  }
  rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** Folders of runs whose keeper was killed. */
export function removeLeftovers(parent: string, keep: string): void {
  for (const name of readdirSync(parent)) {
    const dir = join(parent, name);
    if (name.startsWith('run-') && dir !== keep) removeRun(dir);
  }
}

export function processesIn(dir: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    try {
      const cwd = readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
      return cwd === dir || cwd.startsWith(dir + sep);
    } catch {
      return false;
    }
  });
}
