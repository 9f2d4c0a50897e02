import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../processes/eventually.js';
import { isAlive } from '../processes/identity.js';
import type { ProcessRecord, ProcessRecords } from './records.js';

const patienceMs = 8000;

async function end(record: ProcessRecord): Promise<void> {
  const send = (signal: NodeJS.Signals): void => {
    // Asked again right before each signal: the pid may have passed on to somebody else.
    if (isAlive(record)) process.kill(record.pid, signal);
  };
  send('SIGCONT');
  send(record.stopSignal);
  if (await eventually(() => !isAlive(record), { timeoutMs: patienceMs })) return;
  send('SIGKILL');
  await eventually(() => !isAlive(record), { timeoutMs: patienceMs });
}

function isStore({ name }: ProcessRecord): boolean {
  return /^(postgres|redis)-/.test(name);
}

/** Ends what a killed supervisor left running: services first, the databases under them last. Returns their names. */
export async function endLeftBehind(records: ProcessRecords): Promise<string[]> {
  const orphans = records.leftBehind();
  await Promise.all(orphans.filter((record) => !isStore(record)).map(end));
  await Promise.all(orphans.filter(isStore).map(end));
  return orphans.map(({ name }) => name);
}

function runsOn(pid: number, dataDir: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataDir);
  } catch {
    return false;
  }
}

/** Postgres does not start while its pid file names a living process, even when that is another program by now. */
export function removeStalePidFile(dataDir: string): boolean {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return false;
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  if (runsOn(pid, dataDir)) return false;
  rmSync(file);
  return true;
}
