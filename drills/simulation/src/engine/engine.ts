import { Fault } from '@breakwater/kernel';
import { Process } from './process.js';
import { Random } from './random.js';
import { Scheduler } from './scheduler.js';
import { type Task, wait } from './task.js';
import { idSource, Trace } from './trace.js';
import { calm, stormOf, type Weather } from './weather.js';

/** On whose behalf something is done: the process that dies with it, and the time that is left for it. */
export interface Context {
  readonly process: Process;
  readonly deadlineMs: number;
}

/** Everything that a run is made of beside the shop itself. */
export class Engine {
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly newId = idSource();
  readonly processes: Process[] = [];
  weather: Weather;
  stormy = true;
  /** What no service should ever have thrown. */
  readonly complaints: string[] = [];

  constructor(
    readonly seed: number,
    startMs: number,
    listener: ((line: string) => void) | undefined,
  ) {
    this.random = new Random(seed);
    this.scheduler = new Scheduler(startMs);
    this.trace = new Trace(this.scheduler, listener);
    this.weather = stormOf(this.random);
  }

  now(): number {
    return this.scheduler.now();
  }

  calmDown(): void {
    this.stormy = false;
    this.weather = calm();
    for (const process of this.processes) process.restart();
    this.trace.say('weather', () => 'the storm is over');
  }

  newProcess(name: string): Process {
    const process = new Process(name, this.scheduler, (of, error) => this.log(of, error));
    this.processes.push(process);
    return process;
  }

  /** Somebody outside of the shop. */
  newStranger(name: string): Process {
    const process = new Process(name, this.scheduler, (of, error) => this.log(of, error));
    process.mortal = false;
    return process;
  }

  context(process: Process, forMs = Infinity): Context {
    return { process, deadlineMs: this.now() + forMs };
  }

  /** A process may die at each of these: before an effect, after it, between two of them. */
  *gap({ process }: Context, name: string): Task<void> {
    if (!process.mortal || !this.random.chance(this.weather.crash)) return;
    this.trace.say(process.name, () => `dies: ${name}`);
    process.crash();
    this.scheduler.after(this.random.between(100, 20_000), () => process.restart());
    yield* wait<void>(() => undefined);
  }

  *sleep(ms: number): Task<void> {
    yield* wait<void>((resume) => this.scheduler.after(ms, () => resume()));
  }

  log(process: Process, error: unknown): void {
    if (error instanceof Fault) {
      this.trace.say(process.name, () => `log: ${error.code}: ${error.message}`);
      // A rule that refuses what a service has just found out is a hole in the rule.
      if (error.code === 'order.move.illegal') this.complaints.push(`${process.name}: ${error.code}: ${error.message}`);
      return;
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.complaints.push(`${process.name}: ${text}`);
    this.trace.say(process.name, () => text);
  }
}
