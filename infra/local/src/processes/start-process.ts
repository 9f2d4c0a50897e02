import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StackProblem } from '../problem.js';
import { eventually } from './eventually.js';
import { identify, type Identity } from './identity.js';
import type { ProcessSpec } from './process-spec.js';

interface ExitReason {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningProcess {
  readonly spec: ProcessSpec;
  readonly pid: number;
  readonly identity: Identity;
  /** Settles when the process has ended, for whatever reason. */
  readonly exited: Promise<ExitReason>;
  hasExited(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** Asks it to end, kills it when it does not, and waits until it is gone. */
  stop(): Promise<void>;
}

const passedOn = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'NODE_EXTRA_CA_CERTS'];

function inheritedEnvironment(): Record<string, string> {
  const entries = passedOn.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * Starts a process in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone. `record` is called
 * in the same turn in which the process is made: a supervisor that is killed right after it has written it down.
 */
export async function launch(spec: ProcessSpec, record?: (running: RunningProcess) => void): Promise<RunningProcess> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, 'a', 0o640);
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: { ...inheritedEnvironment(), ...spec.env },
    stdio: ['ignore', log, log],
    detached: true,
    ...spec.owner,
  });
  closeSync(log);
  const exited = new Promise<ExitReason>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  const pid = child.pid;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new StackProblem(`${spec.name}: cannot start ${spec.command}: ${error.message}`);
  }
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const signal = (name: NodeJS.Signals): void => void child.kill(name);
  const stop = async (): Promise<void> => {
    if (hasExited()) return;
    signal('SIGCONT');
    signal(spec.stopSignal);
    const killer = setTimeout(signal, spec.stopTimeoutMs, 'SIGKILL');
    await exited;
    clearTimeout(killer);
  };
  // A process that has ended within the same millisecond has no identity any more; its pid cannot have been given away yet.
  const identity = identify(pid) ?? { pid, startTicks: '0' };
  const running = { spec, pid, identity, exited, hasExited, signal, stop };
  record?.(running);
  return running;
}

/** The last lines that a process wrote. */
export function logTail(logFile: string, lines = 5): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}

export async function waitReady(running: RunningProcess): Promise<void> {
  const { spec } = running;
  const ready = await eventually(() => spec.isReady(), { timeoutMs: spec.readyTimeoutMs, giveUp: running.hasExited });
  if (ready) return;
  const what = running.hasExited() ? 'ended while starting' : `was not ready after ${spec.readyTimeoutMs / 1000} s`;
  throw new StackProblem(`${spec.name} ${what}; last lines of ${spec.logFile}:\n${logTail(spec.logFile)}`);
}

/** Launches a process and returns when it is ready; one that is not gets stopped. */
export async function startProcess(spec: ProcessSpec): Promise<RunningProcess> {
  const running = await launch(spec);
  try {
    await waitReady(running);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}
