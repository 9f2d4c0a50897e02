import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

// The kernel's limit for the path of a unix socket is 108 bytes, terminator included.
const longestSocketPath = 100;

/** Where a stack keeps what. */
export interface Folders {
  readonly state: string;
  readonly logs: string;
  readonly compileCache: string;
  /** Where a person sets what a service shall do differently: order.env and so on. */
  readonly config: string;
  readonly controlSocket: string;
  readonly statsSocket: string;
  file(name: string): string;
}

export function foldersOf(stateDir: string): Folders {
  const state = join(resolve(stateDir), 'state');
  const sockets = socketFolder(state);
  return {
    state,
    logs: join(resolve(stateDir), 'logs'),
    compileCache: join(resolve(stateDir), 'compile-cache'),
    config: join(resolve(stateDir), 'config'),
    controlSocket: join(sockets, 'control.sock'),
    statsSocket: join(sockets, 'haproxy.sock'),
    file: (name) => join(state, name),
  };
}

function socketFolder(state: string): string {
  if (join(state, 'haproxy.sock.12345.tmp').length <= longestSocketPath) return state;
  const key = createHash('sha256').update(state).digest('hex').slice(0, 12);
  return join(tmpdir(), `breakwater-${process.getuid?.() ?? 0}-${key}`);
}

export function makeFolders(stateDir: string): Folders {
  const folders = foldersOf(stateDir);
  for (const folder of [folders.state, folders.logs, folders.compileCache, folders.config])
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  const sockets = join(folders.controlSocket, '..');
  if (sockets !== folders.state) mkdirSync(sockets, { recursive: true, mode: 0o700 });
  // Passing through is all that the account of Postgres needs; what is secret has its own permissions.
  for (const folder of [resolve(stateDir), folders.state]) chmodSync(folder, 0o755);
  return folders;
}
