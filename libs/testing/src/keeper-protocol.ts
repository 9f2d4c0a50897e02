import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stateFolder, workspaceRoot } from '@breakwater/local-stack';

export type Node = 'primary' | 'replica' | 'redis';

/** What a test process asks of the keeper. */
export type Request =
  | { readonly op: 'postgres'; readonly own: boolean }
  | { readonly op: 'redis'; readonly own: boolean }
  | { readonly op: 'signal'; readonly resource: string; readonly node: Node; readonly signal: NodeJS.Signals }
  | { readonly op: 'restart'; readonly resource: string }
  | { readonly op: 'stop'; readonly resource: string };

/** Where something runs; only what the operation is about is set. */
export interface Running {
  readonly resource: string;
  readonly hosts?: string;
  readonly adminUrl?: string;
  readonly url?: string;
}

export type Reply = { readonly id: number } & ({ readonly ok: Running } | { readonly error: string });

/** The keeper is a process of plain Node: from dist, also when this library's own tests run it from src. */
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
export const keeperProgram = join(dist, 'keeper.js');

/** A keeper of another name (TEST_KEEPER) knows nothing of this one: for tests of the keeper itself. */
const keeperName = process.env['TEST_KEEPER'] ?? 'test';

/** Data and logs of the keeper and its servers. */
export function keeperFolder(): string {
  return join(stateFolder(), keeperName);
}

/**
 * One keeper per checkout, account, name and build (one that an older build started may still serve its tests). An abstract socket (Linux): binding is atomic, and a keeper that dies leaves
 * nothing behind that would have to be told from a living one.
 */
export function keeperAddress(): string {
  const hash = createHash('sha256').update(workspaceRoot);
  const files = readdirSync(dist).filter((file) => file.endsWith('.js'));
  for (const file of files.sort()) hash.update(readFileSync(join(dist, file)));
  return `\0breakwater-testing-${process.getuid?.() ?? 0}-${hash.digest('hex').slice(0, 16)}-${keeperName}`;
}

/** Calls `onLine` with each complete line of a stream. */
export function splitLines(onLine: (line: string) => void): (chunk: Buffer | string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}
