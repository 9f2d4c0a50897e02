import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StackProblem } from '../problem.js';
import { eventually } from '../processes/eventually.js';
import { logTail } from '../processes/start-process.js';
import { currentClaim } from '../supervisor/claim.js';
import { makeFolders } from '../supervisor/folders.js';
import { loadSecrets } from '../supervisor/secrets.js';
import { chosenStateDir } from './state-dir.js';
import { welcome } from './welcome.js';

const longestStartMs = 10 * 60_000;

/** Starts the supervisor as a process of its own and returns when the shop is up. */
export async function startDetached(port: number | undefined): Promise<void> {
  const stateDir = chosenStateDir();
  const folders = makeFolders(stateDir);
  const logFile = join(folders.logs, 'supervisor.log');
  const log = openSync(logFile, 'a');
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  const args = [main, 'start', ...(port === undefined ? [] : ['--port', String(port)])];
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log] });
  const isUp = (): boolean => {
    const claim = currentClaim(folders);
    return claim?.pid === child.pid && claim?.phase === 'up';
  };
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  if (!(await eventually(isUp, { timeoutMs: longestStartMs, everyMs: 100, giveUp: hasEnded }))) {
    throw new StackProblem(`the shop did not come up: ${logTail(logFile, 1).trim()} (all of it: ${logFile})`);
  }
  child.unref();
  const url = currentClaim(folders)?.url ?? '';
  process.stdout.write(
    `${welcome(url, loadSecrets(folders.file('secrets.json')), stateDir)}\n  Stop it with: npm run stack -- stop\n`,
  );
}
