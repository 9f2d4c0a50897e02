import { join } from 'node:path';
import { haproxyProcess } from '../haproxy/haproxy.js';
import { RuntimeApi } from '../haproxy/runtime-api.js';
import type { Program } from '../programs/program.js';
import type { ServiceDefinition, Surroundings } from './catalogue.js';
import { Part, type PartHooks } from './part.js';
import { ServiceGroup } from './service-group.js';
import { stopOrder, type Startable } from './start-order.js';
import { PostgresParts, redisPart, type StoresOptions } from './stores.js';

export interface TopologyOptions {
  readonly surroundings: Surroundings;
  readonly programs: StoresOptions['programs'] & { readonly haproxy: Program };
  readonly services: readonly ServiceDefinition[];
  readonly durable: boolean;
  readonly hooks: Pick<PartHooks, 'records' | 'say'>;
}

/** Every part of the shop, and in which order they start and stop. */
export class Topology {
  readonly groups: readonly ServiceGroup[];
  private readonly postgres: PostgresParts;
  private readonly caches: readonly Part[];
  private readonly haproxy: Part;
  private readonly balancer: RuntimeApi;

  constructor({ surroundings, programs, services, durable, hooks }: TopologyOptions) {
    const stores: StoresOptions = { ...surroundings, programs, durable };
    this.balancer = new RuntimeApi(surroundings.folders.statsSocket);
    this.postgres = new PostgresParts(stores, hooks);
    this.caches = [redisPart('cache', stores, hooks), redisPart('queue', stores, hooks)];
    this.groups = services.map((service) => new ServiceGroup(service, surroundings, this.balancer, hooks));
    this.haproxy = new Part('haproxy', async () => await Promise.resolve(haproxySpec(surroundings, programs.haproxy)), {
      ...hooks,
      onReady: async () => {
        await Promise.all(this.groups.map((group) => group.announce()));
      },
    });
  }

  startables(): Startable[] {
    const { postgres, caches, haproxy } = this;
    const infrastructure: Startable[] = [
      { name: 'postgres primary', after: [], start: () => postgres.startPrimary() },
      ...caches.map((part) => ({ name: part.name.replace('-', ' '), after: [], start: () => part.start() })),
      { name: 'haproxy', after: [], start: () => haproxy.start() },
    ];
    const replica = { name: 'postgres replica', after: ['postgres primary'], start: () => postgres.startReplica() };
    // Copying the replica takes a second on a machine that does nothing else, and many beside a dozen starting services.
    const under = [...infrastructure, replica].map(({ name }) => name);
    const services = this.groups.map((group) => ({
      name: group.service.name,
      after: [...under, ...group.service.after],
      start: () => group.start(),
    }));
    return [...infrastructure, replica, ...services];
  }

  parts(): Part[] {
    return [...this.postgres.parts, ...this.caches, this.haproxy, ...this.groups.flatMap((group) => group.parts())];
  }

  /** `order`, `order-2`, `postgres-replica`, `redis`, `haproxy`. */
  find(name: string): Part[] {
    if (name === 'postgres-primary') return [this.postgres.parts[0]];
    if (name === 'postgres-replica') return [this.postgres.parts[1]];
    return this.parts().filter((part) => part.name === name || part.name.replace(/-[a-z0-9]+$/, '') === name);
  }

  /** No new customers first, then the gateways end what they have begun, then everything behind them, the data last. */
  async stop(): Promise<void> {
    await this.balancer.disableFrontend('edge').catch(() => undefined);
    const gateways = this.groups.filter(({ service }) => service.name === 'gateway');
    const others = this.groups.filter(({ service }) => service.name !== 'gateway');
    await stopAll(gateways);
    for (const layer of stopOrder(others.map(({ service }) => service))) {
      await stopAll(others.filter(({ service }) => layer.includes(service.name)));
    }
    await stopAll([this.haproxy, ...this.caches]);
    // The primary waits until its replica has everything: the replica goes last.
    for (const part of this.postgres.parts) await part.stop();
  }
}

async function stopAll(things: readonly { stop(): Promise<void> }[]): Promise<void> {
  await Promise.all(things.map((thing) => thing.stop()));
}

function haproxySpec({ folders, ports }: Surroundings, program: TopologyOptions['programs']['haproxy']) {
  return haproxyProcess({
    program,
    dir: folders.state,
    logFile: join(folders.logs, 'haproxy.log'),
    statsSocket: folders.statsSocket,
    edge: { host: '127.0.0.1', port: ports.edge },
    metricsPort: ports.haproxyMetrics,
    listeners: ports.listeners,
  });
}
