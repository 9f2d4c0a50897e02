import { copyFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const largestBytes = 20 * 1024 * 1024;

/** Keeps each log and one older part of it below a size. Writers append, so a file may be cut under them. */
export function rotateLogs(folder: string, everyMs = 30_000): () => void {
  const rotate = (): void => {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.log'))) {
      const file = join(folder, name);
      if (statSync(file).size < largestBytes) continue;
      copyFileSync(file, `${file}.1`);
      truncateSync(file, 0);
    }
  };
  rotate();
  const timer = setInterval(rotate, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
