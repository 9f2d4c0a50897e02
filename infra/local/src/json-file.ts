import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What a JSON file of ours holds, undefined when there is none or it is not readable. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Replaces the file as a whole: a reader, or a crash, never sees half of it. */
export function writeJson(path: string, value: unknown, mode = 0o600): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode });
  renameSync(`${path}.new`, path);
}
