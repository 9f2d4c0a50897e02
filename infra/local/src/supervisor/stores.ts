import { join } from 'node:path';
import { ensureDatabases, openFolder, postgresNode } from '../postgres/postgres.js';
import {
  isInitialised,
  isStandby,
  postgresProcess,
  type PostgresNode,
  type PostgresSettings,
} from '../postgres/node.js';
import { cloneReplica, prepareNode } from '../postgres/prepare.js';
import { isStreaming } from '../postgres/streaming.js';
import { StackProblem } from '../problem.js';
import { eventually } from '../processes/eventually.js';
import type { Programs } from '../programs/program.js';
import { redisProcess, type RedisKind } from '../redis/redis.js';
import type { Folders } from './folders.js';
import { Part, type PartHooks } from './part.js';
import type { StackPorts } from './remembered-ports.js';
import { removeStalePidFile } from './repair.js';
import type { Secrets } from './secrets.js';

type Hooks = Pick<PartHooks, 'records' | 'say'>;

export interface StoresOptions {
  readonly programs: Pick<Programs, 'postgres' | 'redis'>;
  readonly folders: Folders;
  readonly ports: StackPorts;
  readonly secrets: Secrets;
  readonly durable: boolean;
}

/** The Postgres pair as two parts. Which node is the primary is read from their folders. */
export class PostgresParts {
  readonly settings: PostgresSettings;
  readonly primary: PostgresNode;
  readonly replica: PostgresNode;
  readonly parts: readonly [primary: Part, replica: Part];

  constructor(
    private readonly options: StoresOptions,
    private readonly hooks: Hooks,
  ) {
    const { folders, ports, secrets, programs, durable } = options;
    openFolder(folders.state);
    const node = (number: 1 | 2, port: number): PostgresNode => ({
      ...postgresNode(folders.state, number, port),
      logFile: join(folders.logs, `postgres-${number}.log`),
    });
    const first = node(1, ports.postgres1);
    const second = node(2, ports.postgres2);
    const swapped = isInitialised(first) && isStandby(first);
    [this.primary, this.replica] = swapped ? [second, first] : [first, second];
    this.settings = { programs: programs.postgres, superuser: secrets.postgres, durable };
    if (swapped && isStandby(second))
      throw new StackProblem('postgres: both nodes are replicas; start afresh with: npm run stack -- reset');
    this.parts = [this.part(this.primary), this.part(this.replica)];
  }

  async startPrimary(): Promise<void> {
    await prepareNode(this.primary, this.replica, this.settings);
    await this.parts[0].start();
    await ensureDatabases(this.primary, this.settings, this.options.secrets.databases);
  }

  async startReplica(): Promise<void> {
    const { primary, replica, settings } = this;
    if (isInitialised(replica) && isStandby(replica)) {
      await prepareNode(replica, primary, settings);
      await this.parts[1].start();
      const streaming = await eventually(() => isStreaming(replica, settings), { timeoutMs: 10_000, everyMs: 100 });
      if (streaming) return;
      this.hooks.say(`${replica.name} cannot catch up with the primary; copying it afresh`);
      await this.parts[1].stop();
    }
    await cloneReplica(primary, replica, settings);
    await this.parts[1].start();
  }

  private part(node: PostgresNode): Part {
    const makeSpec = async () => {
      removeStalePidFile(node.dataDir);
      return await Promise.resolve(postgresProcess(node, this.settings));
    };
    return new Part(node.name, makeSpec, this.hooks);
  }
}

export function redisPart(kind: RedisKind, { programs, folders, ports, secrets }: StoresOptions, hooks: Hooks): Part {
  const node = {
    program: programs.redis,
    kind,
    dir: folders.file(`redis-${kind}`),
    logFile: join(folders.logs, `redis-${kind}.log`),
    port: kind === 'cache' ? ports.redisCache : ports.redisQueue,
    password: secrets.redis[kind],
  };
  return new Part(`redis-${kind}`, async () => await Promise.resolve(redisProcess(node)), hooks);
}
