import { randomUUID } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  resolvePrograms,
  startPostgresPair,
  startRedis,
  type PostgresPair,
  type Programs,
  type RedisServer,
} from '@breakwater/local-stack';
import type { Node, Running } from './keeper-protocol.js';
import { processesIn } from './leftovers.js';

export interface Resource {
  readonly running: Running;
  signal(node: Node, signal: NodeJS.Signals): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Postgres pairs and Redis servers below one folder. */
export class Resources {
  readonly #programs = new Map<string, Promise<Pick<Programs, 'postgres' | 'redis'>>>();

  constructor(
    private readonly stateDir: string,
    private readonly dir: string,
  ) {}

  async postgres(): Promise<Resource> {
    const resource = `postgres-${randomUUID().slice(0, 8)}`;
    const pair = await startPostgresPair({
      programs: await this.#resolve('postgres'),
      dir: this.#folder(resource),
      durable: false,
    });
    return {
      running: { resource, hosts: pair.hosts, adminUrl: pair.adminUrl },
      // To the backends too, as if the machine under them stopped: the postmaster alone does not hold them up.
      signal: (node, signal) => {
        const { spec } = (node === 'primary' ? pair.primary : pair.replica).process;
        for (const pid of processesIn(spec.cwd)) process.kill(pid, signal);
      },
      restart: () => Promise.reject(new Error('a Postgres node is not restarted, take another pair')),
      stop: () => stopPair(pair),
    };
  }

  async redis(): Promise<Resource> {
    const resource = `redis-${randomUUID().slice(0, 8)}`;
    const options = { programs: await this.#resolve('redis'), dir: this.#folder(resource), kind: 'queue' as const };
    let server: RedisServer = await startRedis(options);
    return {
      running: { resource, url: server.url },
      signal: (_node, signal) => server.process.signal(signal),
      restart: async () => {
        await server.stop();
        server = await startRedis({ ...options, port: server.address.port });
      },
      stop: () => server.stop(),
    };
  }

  async #resolve(group: 'postgres' | 'redis'): Promise<Pick<Programs, 'postgres' | 'redis'>> {
    const known = this.#programs.get(group);
    if (known) return await known;
    const found = resolvePrograms({ stateDir: this.stateDir, groups: [group], log: (line) => console.log(line) });
    this.#programs.set(group, found);
    return await found;
  }

  #folder(name: string): string {
    const dir = join(this.dir, name);
    mkdirSync(dir, { recursive: true });
    // Postgres may run under another account than ours.
    for (const path of [this.dir, dir]) chmodSync(path, 0o755);
    return dir;
  }
}

async function stopPair(pair: PostgresPair): Promise<void> {
  // Nothing of a test's pair is needed any more: no shutdown that waits for clients or for the other node.
  for (const { process } of [pair.primary, pair.replica]) if (!process.hasExited()) process.signal('SIGKILL');
  await Promise.all([pair.primary.process.exited, pair.replica.process.exited]);
}
