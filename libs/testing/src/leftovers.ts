import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
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

/** Removes the runs whose keeper was killed. Its process id is in the folder's name. */
export function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^run-(?<pid>\d+)$/.exec(name)?.groups?.['pid'];
    if (pid !== undefined && !isKeeper(pid)) removeRun(join(parent, name));
  }
}

function isKeeper(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('keeper.js');
  } catch {
    return false;
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
