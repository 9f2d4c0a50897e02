import { readFileSync } from 'node:fs';

/** Linux counts a process' time in ticks of this many a second (`getconf CLK_TCK`; 100 on every machine that Node runs on). */
const TICKS_PER_SECOND = 100;

/** Time on a CPU, all its threads, in milliseconds. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1000;
}

/** The port that a service of a stack of ours was told to listen on. */
export function portOf(pid: number): number {
  const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  const port = environment.find((entry) => entry.startsWith('PORT='));
  if (port === undefined) throw new Error(`process ${pid} was given no port`);
  return Number(port.slice('PORT='.length));
}
