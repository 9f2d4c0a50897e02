import { readdirSync, readFileSync } from 'node:fs';

/** Parent of each living process. */
function parents(): Map<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      found.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // ended meanwhile
    }
  }
  return found;
}

export function withDescendants(roots: readonly number[]): number[] {
  const parentOf = parents();
  const all = new Set(roots);
  let before: number;
  do {
    before = all.size;
    for (const [pid, parent] of parentOf) if (all.has(parent)) all.add(pid);
  } while (all.size > before);
  return [...all];
}

/** Proportional set size: memory that several processes share is counted once in the sum. */
export function pssBytes(pid: number): number {
  try {
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
