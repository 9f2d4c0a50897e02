import { readFileSync } from 'node:fs';

/** A process as the kernel knows it: a pid alone may have been given to somebody else meanwhile. */
export interface Identity {
  readonly pid: number;
  readonly startTicks: string;
}

/** Start time of a living process in clock ticks since boot; undefined when it is gone or a zombie. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export function identify(pid: number): Identity | undefined {
  const ticks = startTicks(pid);
  return ticks === undefined ? undefined : { pid, startTicks: ticks };
}

export function isAlive({ pid, startTicks: ticks }: Identity): boolean {
  return startTicks(pid) === ticks;
}
