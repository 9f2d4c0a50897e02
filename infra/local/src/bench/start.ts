import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStatus } from '../cli/control-client.js';
import { freePort } from '../ports.js';
import { StackProblem } from '../problem.js';
import { foldersOf } from '../supervisor/folders.js';
import { workspaceRoot } from '../workspace.js';
import { stateFolder } from '../state-folder.js';
import { pssBytes, withDescendants } from './memory.js';

// `npm run bench:start`: how long a stranger waits, and what the shop needs. The last commit is cloned and started with
// empty caches of npm, pnpm and Nx, no build and no fetched program; the network's part of it is what it is.

const folder = mkdtempSync(join(tmpdir(), 'breakwater-bench-'));
const clone = join(folder, 'shop');
const port = await freePort();

const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD');
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(kept),
  npm_config_cache: join(folder, 'npm'),
  npm_config_store_dir: join(folder, 'pnpm-store'),
  XDG_CACHE_HOME: join(folder, 'cache'),
  XDG_DATA_HOME: join(folder, 'data'),
  // Nx keeps what it has built for every clone of a repository.
  NX_CACHE_DIRECTORY: join(folder, 'nx'),
};

async function run(command: string, args: readonly string[], cwd: string): Promise<number> {
  const began = performance.now();
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new StackProblem(`${command} ${args.join(' ')} ended with ${code}`);
  return performance.now() - began;
}

const start = async (): Promise<number> => {
  const took = await run('npm', ['start', '--', '--detach', '--port', String(port)], clone);
  const { status } = await fetch(`http://127.0.0.1:${port}/`);
  if (status !== 200) throw new StackProblem(`the shop answers ${status}`);
  return took;
};
const stop = async (): Promise<number> => await run('npm', ['run', 'stack', '--', 'stop'], clone);

async function memory(): Promise<{ total: number; processes: number }> {
  const { pid, parts } = await readStatus(foldersOf(stateFolder(clone)));
  const pids = withDescendants([pid, ...parts.flatMap((part) => part.pid ?? [])]);
  return { total: pids.reduce((sum, one) => sum + pssBytes(one), 0), processes: pids.length };
}

function row(what: string, value: string, aim: string): void {
  process.stdout.write(`${what.padEnd(34)} ${value.padStart(10)}   aim ${aim}\n`);
}
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

try {
  const cold = (await run('git', ['clone', '--quiet', workspaceRoot, clone], folder)) + (await start());
  const used = await memory();
  const stopped = await stop();
  const warm = await start();
  await stop();
  row('clone to shop, nothing cached', seconds(cold), '< 180 s');
  row('start with data, all built', seconds(warm), '< 15 s');
  row('stop', seconds(stopped), '-');
  row(`memory (PSS of ${used.processes} processes)`, `${Math.round(used.total / 2 ** 20)} MB`, '< 2048 MB');
} catch (error) {
  await stop().catch(() => undefined);
  throw error;
} finally {
  rmSync(folder, { recursive: true, force: true });
  const moved = stateFolder(clone);
  if (!moved.startsWith(folder)) rmSync(moved, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
