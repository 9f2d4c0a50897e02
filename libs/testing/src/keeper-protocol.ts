import { createHash } from 'node:crypto';
import { join } from 'node:path';
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

/** A keeper of another name (TEST_KEEPER) knows nothing of this one: for tests of the keeper itself. */
const keeperName = process.env['TEST_KEEPER'] ?? 'test';

/** Data and logs of the keeper and its servers. */
export function keeperFolder(): string {
  return join(stateFolder(), keeperName);
}

/**
 * One keeper per checkout, account and name. An abstract socket (Linux): binding is atomic, and a keeper that dies leaves
 * nothing behind that would have to be told from a living one.
 */
export function keeperAddress(): string {
  const checkout = createHash('sha256').update(workspaceRoot).digest('hex').slice(0, 16);
  return `\0breakwater-testing-${process.getuid?.() ?? 0}-${checkout}-${keeperName}`;
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
