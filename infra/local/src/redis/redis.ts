import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../ports.js';
import type { ProcessSpec } from '../processes/process-spec.js';
import { startProcess, type RunningProcess } from '../processes/start-process.js';
import type { Program, Programs } from '../programs/program.js';
import { infraFile } from '../workspace.js';
import { pingRedis } from './ping.js';

export type RedisKind = 'cache' | 'queue';

export interface RedisOptions {
  readonly programs: Pick<Programs, 'redis'>;
  readonly dir: string;
  readonly kind: RedisKind;
  readonly port?: number;
  /** None when left out. */
  readonly password?: string;
}

export interface RedisServer {
  readonly address: { readonly host: string; readonly port: number };
  readonly url: string;
  readonly pid: number;
  readonly process: RunningProcess;
  stop(): Promise<void>;
}

interface RedisNode {
  readonly program: Program;
  readonly dir: string;
  readonly logFile: string;
  readonly kind: RedisKind;
  readonly port: number;
  readonly password?: string | undefined;
}

export function redisUrl({ port, password }: { port: number; password?: string | undefined }): string {
  return `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`;
}

/** Writes the node's configuration (the password stays out of the process list) and says how to start it. */
export function redisProcess(node: RedisNode): ProcessSpec {
  mkdirSync(node.dir, { recursive: true });
  const config = join(node.dir, 'redis.conf');
  const password = node.password === undefined ? [] : [`requirepass ${node.password}`];
  const own = [`port ${node.port}`, 'bind 127.0.0.1', `dir "${node.dir}"`, 'daemonize no', ...password];
  writeFileSync(config, [readFileSync(infraFile(`redis/${node.kind}.conf`), 'utf8'), ...own, ''].join('\n'), {
    mode: 0o600,
  });
  chmodSync(config, 0o600);
  return {
    name: `redis-${node.kind}`,
    command: node.program.path,
    args: [config],
    cwd: node.dir,
    logFile: node.logFile,
    env: node.program.env,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 10_000,
    readyTimeoutMs: 20_000,
    isReady: async () => await pingRedis(node.port, node.password),
  };
}

export async function startRedis({ programs, dir, kind, port, password }: RedisOptions): Promise<RedisServer> {
  const chosen = port ?? (await freePort());
  const logFile = join(dir, `redis-${kind}.log`);
  const node = { program: programs.redis, dir: join(dir, `redis-${kind}`), logFile, kind, port: chosen, password };
  const process = await startProcess(redisProcess(node));
  const address = { host: '127.0.0.1', port: chosen };
  return { address, url: redisUrl(node), pid: process.pid, process, stop: () => process.stop() };
}
