import { Fault, isFault } from '@breakwater/kernel';
import type { Context, Engine } from './engine.js';
import type { Process } from './process.js';
import { type Task, wait } from './task.js';

const LATENCY = { from: 1, to: 15 };
const MUCH_LATER = { from: 2_000, to: 90_000 };

type Handler<T> = (context: Context) => Task<T>;

/** The instances of one service behind the balancer, and the network in front of them. */
export class Service {
  readonly instances: readonly Process[];

  constructor(
    private readonly engine: Engine,
    readonly name: string,
    count: number,
  ) {
    this.instances = Array.from({ length: count }, (_, i) =>
      engine.newProcess(count === 1 ? name : `${name}-${i + 1}`),
    );
  }

  /**
   * One call over the network, as service-host and the client library make it: what is thrown there is thrown here with its kind
   * and code, nothing heard is a time-out, a connection that breaks is a bad gateway, and only what was never sent is unavailable.
   */
  *call<T>(from: Context, what: string, timeoutMs: number, handle: Handler<T>): Task<T> {
    const { engine } = this;
    yield* engine.gap(from, `before it calls ${this.name} ${what}`);
    const leftMs = Math.min(timeoutMs, from.deadlineMs - engine.now());
    const details = { began: false };
    if (leftMs <= 0) throw new Fault('timeout', 'resilience.deadline.exceeded', `${this.name} ${what}`, { details });
    const answer = yield* wait<T>((resume, fail) => this.#send(what, leftMs, handle, resume, fail));
    yield* engine.gap(from, `after ${this.name} ${what} has answered`);
    return answer;
  }

  #send<T>(
    what: string,
    leftMs: number,
    handle: Handler<T>,
    resume: (value: T) => void,
    fail: (error: unknown) => void,
  ): void {
    const { random, scheduler, weather, trace } = this.engine;
    const say = (text: string): void => trace.say('network', () => `${this.name} ${what}: ${text}`);
    if (random.chance(weather.refused)) {
      say('refused');
      return scheduler.after(1, () => fail(unreachable(what)));
    }
    scheduler.after(leftMs, () => fail(new Fault('timeout', 'resilience.timeout.exceeded', what)));
    if (random.chance(weather.lost)) return say('lost');
    const deaf = random.chance(weather.answerLost);
    if (deaf) say('the answer will be lost');
    const late = random.chance(weather.late);
    if (late) say('delayed');
    const latencyMs = (): number => random.between(LATENCY.from, LATENCY.to);
    const arrive = (isCopy: boolean): void => {
      const process = this.#pick();
      if (process === undefined) return isCopy ? undefined : fail(unreachable(what));
      process.onCrash(() => scheduler.after(1, () => fail(broken(what))));
      process.spawn(handle(this.engine.context(process, leftMs)), {
        done: (value) => (deaf || isCopy ? undefined : scheduler.after(latencyMs(), () => resume(value))),
        failed: (error) => {
          if (!isFault(error)) this.engine.log(process, error);
          if (!deaf && !isCopy) scheduler.after(latencyMs(), () => fail(asFault(error)));
        },
      });
    };
    scheduler.after(late ? random.between(MUCH_LATER.from, MUCH_LATER.to) : latencyMs(), () => arrive(false));
    if (!random.chance(weather.doubled)) return;
    say('doubled');
    scheduler.after(random.between(LATENCY.from, MUCH_LATER.to / 10), () => arrive(true));
  }

  #pick(): Process | undefined {
    const alive = this.instances.filter((process) => process.alive);
    return alive.length === 0 ? undefined : this.engine.random.pick(alive);
  }
}

function unreachable(what: string): Fault {
  return new Fault('unavailable', 'resilience.call.unreachable', what);
}

function broken(what: string): Fault {
  return new Fault('bad_gateway', 'resilience.call.broken', what);
}

function asFault(error: unknown): unknown {
  return isFault(error) ? error : new Fault('internal', 'internal.error.unexpected', String(error));
}
