import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '../workspace.js';

/** A supervisor as a process of its own, the leader of a process group as it is when a terminal starts it. */
export async function otherSupervisor(stateDir: string, port: number): Promise<ChildProcess> {
  const script = join(workspaceRoot, 'infra/local/fixtures/echo/supervise.mjs');
  const child = spawn(process.execPath, [script, stateDir, String(port)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await Promise.race([once(lines, 'line'), once(child, 'exit')]);
  if (child.exitCode !== null) throw new Error(`the supervisor ended with ${child.exitCode}`);
  return child;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** Living processes that were started on a state folder, told by where they work, their arguments or their environment. */
export function processesOf(stateDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      return [folderOf(pid), textOf(`/proc/${pid}/cmdline`), textOf(`/proc/${pid}/environ`)]
        .join(' ')
        .includes(stateDir);
    })
    .map((pid) => `${pid} ${textOf(`/proc/${pid}/cmdline`)}`);
}
