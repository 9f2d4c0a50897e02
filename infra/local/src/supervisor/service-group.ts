import type { RuntimeApi } from '../haproxy/runtime-api.js';
import { freePort } from '../ports.js';
import { StackProblem } from '../problem.js';
import { eventually } from '../processes/eventually.js';
import type { ServiceDefinition, Surroundings } from './catalogue.js';
import { Part, type PartHooks } from './part.js';
import { serviceProcess, settingsOf } from './service-process.js';

const drainMs = 20_000;

interface Instance {
  readonly part: Part;
  port: number;
}

/** All instances of one service. The number of an instance is also its slot in HAProxy. */
export class ServiceGroup {
  private readonly instances = new Map<number, Instance>();
  private changing: Promise<unknown> = Promise.resolve();

  constructor(
    readonly service: ServiceDefinition,
    private readonly surroundings: Surroundings,
    private readonly balancer: RuntimeApi,
    private readonly hooks: Pick<PartHooks, 'records' | 'say'>,
  ) {}

  parts(): Part[] {
    return [...this.instances.entries()].sort(([left], [right]) => left - right).map(([, { part }]) => part);
  }

  async start(): Promise<void> {
    await this.scale(this.service.instances);
  }

  /** Tells a HAProxy that has just started, and so knows nothing, which instances there are. */
  async announce(): Promise<void> {
    for (const [slot, { part, port }] of this.instances) {
      if (part.isReady()) await this.balancer.add(this.service.name, slot, port);
    }
  }

  /** Adds instances or takes away those with the highest numbers, drained first. */
  async scale(count: number): Promise<void> {
    const { name, mostInstances } = this.service;
    if (!Number.isInteger(count) || count < 0 || count > mostInstances) {
      throw new StackProblem(`${name} can have 0 to ${mostInstances} instances`);
    }
    await this.oneAtATime(async () => {
      const missing = Math.max(0, count - this.instances.size);
      if (missing > 0) this.refuseUnfitSettings();
      await Promise.all(this.freeSlots(missing).map((slot) => this.add(slot)));
      const surplus = this.slots().slice(count);
      await Promise.all(surplus.map((slot) => this.drainAndRemove(slot)));
    });
  }

  /** Replaces each instance by a new one, which reads the settings anew: the old one is drained only when the new one takes requests. */
  async restart(): Promise<void> {
    await this.oneAtATime(async () => {
      this.refuseUnfitSettings();
      for (const old of this.slots()) {
        if (this.service.mostInstances === 1) {
          // The sandbox owns a file that only one process may have open.
          await this.drainAndRemove(old);
          await this.add(old);
        } else {
          const [fresh] = this.freeSlots(1);
          await this.add(fresh as number);
          await this.drainAndRemove(old);
        }
      }
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.parts().map((part) => part.stop()));
    this.instances.clear();
  }

  private slots(): number[] {
    return [...this.instances.keys()].sort((left, right) => left - right);
  }

  private freeSlots(count: number): number[] {
    const all = Array.from({ length: this.service.mostInstances }, (_, index) => index + 1);
    const free = all.filter((slot) => !this.instances.has(slot)).slice(0, count);
    if (free.length < count) throw new StackProblem(`${this.service.name} has no free slot; scale it down first`);
    return free;
  }

  private async add(slot: number): Promise<void> {
    const { name } = this.service;
    const instance: Instance = { part: this.makePart(slot), port: 0 };
    this.instances.set(slot, instance);
    try {
      await instance.part.start();
    } catch (error) {
      this.instances.delete(slot);
      throw error;
    }
    const serves = async () => (await this.balancer.server(name, slot)).status.startsWith('UP');
    if (!(await eventually(serves, { timeoutMs: 5000 })))
      throw new StackProblem(`haproxy does not send requests to ${name}-${slot}`);
  }

  /** Whoever starts or replaces a service by hand is there to be told. */
  private refuseUnfitSettings(): void {
    const { problems } = settingsOf(this.service, this.surroundings);
    if (problems.length > 0) throw new StackProblem(problems.join('\n'));
  }

  private makePart(slot: number): Part {
    const { name } = this.service;
    return new Part(
      `${name}-${slot}`,
      async () => {
        const port = this.service.port?.(this.surroundings.ports) ?? (await freePort());
        const instance = this.instances.get(slot);
        if (instance !== undefined) instance.port = port;
        // Of a service that has died: better without such a setting than not at all.
        for (const problem of settingsOf(this.service, this.surroundings).problems)
          this.hooks.say(`${problem}; left out`);
        return serviceProcess(this.service, slot, port, this.surroundings);
      },
      {
        ...this.hooks,
        // A HAProxy that is down right now hears of the instance when it is back (announce).
        onReady: async () => {
          await this.balancer.add(name, slot, this.instances.get(slot)?.port ?? 0).catch(() => undefined);
        },
        onDown: async () => {
          await this.balancer.remove(name, slot).catch(() => undefined);
        },
      },
    );
  }

  private async drainAndRemove(slot: number): Promise<void> {
    const { name } = this.service;
    await this.balancer.drain(name, slot).catch(() => undefined);
    const idle = async () => (await this.balancer.server(name, slot)).requests === 0;
    await eventually(idle, { timeoutMs: drainMs, everyMs: 50 });
    await this.instances.get(slot)?.part.stop();
    this.instances.delete(slot);
    await this.balancer.remove(name, slot).catch(() => undefined);
  }

  /** Two changes of one service never overlap. */
  private async oneAtATime(work: () => Promise<void>): Promise<void> {
    const turn = this.changing.then(work, work);
    this.changing = turn.catch(() => undefined);
    await turn;
  }
}
