import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StackProblem } from '../problem.js';

const shownBytes = 16 * 1024;

function readFrom(file: string, offset: number, end: number): string {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(end - offset);
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, offset));
  } finally {
    closeSync(descriptor);
  }
}

/** Prints the end of each log that belongs to the name; with -f goes on until it is interrupted. */
export async function showLogs(folder: string, args: readonly string[], say: (line: string) => void): Promise<void> {
  const follow = args.includes('-f') || args.includes('--follow');
  const wanted = args.find((arg) => !arg.startsWith('-'));
  const matching = (): string[] =>
    readdirSync(folder).filter((file) => {
      const name = file.replace(/\.log$/, '');
      return (
        file.endsWith('.log') && (wanted === undefined || name === wanted || name.replace(/-[a-z0-9]+$/, '') === wanted)
      );
    });
  if (matching().length === 0) throw new StackProblem(`there is no log of ${wanted ?? 'anything'} in ${folder}`);
  const offsets = new Map<string, number>();
  const print = (): void => {
    for (const name of matching()) {
      const file = join(folder, name);
      const { size } = statSync(file);
      const known = offsets.get(name);
      // A shorter file was rotated: its beginning is new.
      const from = known === undefined ? Math.max(0, size - shownBytes) : known > size ? 0 : known;
      const text = readFrom(file, from, size);
      const lines = (known === undefined && from > 0 ? text.slice(text.indexOf('\n') + 1) : text).split('\n');
      for (const line of lines.filter((candidate) => candidate !== '')) say(`${name.replace(/\.log$/, '')} | ${line}`);
      offsets.set(name, size);
    }
  };
  print();
  if (!follow) return;
  for (;;) {
    await delay(250);
    print();
  }
}
