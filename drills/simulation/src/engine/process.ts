import type { Scheduler } from './scheduler.js';
import { type Task, wait } from './task.js';

interface Ended<T> {
  readonly done?: (value: T) => void;
  readonly failed?: (error: unknown) => void;
}

/** One process of a service. A crash loses everything that is in memory: every task that runs and every timer. */
export class Process {
  alive = true;
  /** People and the provider do not crash by our doing. */
  mortal = true;
  #life = 0;
  #frozenUntil = 0;
  #mourners: (() => void)[] = [];
  #boot: ((process: Process) => void) | undefined;

  constructor(
    readonly name: string,
    readonly scheduler: Scheduler,
    private readonly complain: (process: Process, error: unknown) => void,
  ) {}

  /** What runs at each start. */
  boots(boot: (process: Process) => void): void {
    this.#boot = boot;
    boot(this);
  }

  crash(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#life++;
    this.#frozenUntil = 0;
    const mourners = this.#mourners;
    this.#mourners = [];
    for (const tell of mourners) tell();
  }

  restart(): void {
    if (this.alive) return;
    this.alive = true;
    this.#boot?.(this);
  }

  /** Like SIGSTOP and SIGCONT: nothing is lost, everything comes later. */
  freeze(forMs: number): void {
    this.#frozenUntil = this.scheduler.now() + forMs;
  }

  /** Tells when this process dies, once. */
  onCrash(tell: () => void): void {
    this.#mourners.push(tell);
  }

  /** Starts a task of this process; whoever is not told of a failure is told of it by the log. */
  spawn<T>(task: Task<T>, ended: Ended<T> = {}): void {
    this.#go(this.#life, () => this.#step(this.#life, task, ended, () => task.next()));
  }

  *sleep(ms: number): Task<void> {
    yield* wait<void>((resume) => this.scheduler.after(ms, () => resume()));
  }

  /** Runs tasks at once and waits for all of them; a failure is logged and spoils nothing. */
  *all(tasks: readonly Task<unknown>[]): Task<void> {
    yield* wait<void>((resume) => {
      let left = tasks.length;
      const one = (): void => {
        if (--left === 0) resume();
      };
      if (left === 0) return resume();
      for (const task of tasks)
        this.spawn(task, {
          done: one,
          failed: (error) => {
            this.complain(this, error);
            one();
          },
        });
    });
  }

  #go(life: number, run: () => void): void {
    if (life !== this.#life) return;
    const leftMs = this.#frozenUntil - this.scheduler.now();
    if (leftMs > 0) this.scheduler.after(leftMs, () => this.#go(life, run));
    else run();
  }

  #step<T>(life: number, task: Task<T>, ended: Ended<T>, advance: () => IteratorResult<unknown, T>): void {
    let result: IteratorResult<unknown, T>;
    try {
      result = advance();
    } catch (error) {
      if (ended.failed) ended.failed(error);
      else this.complain(this, error);
      return;
    }
    if (result.done) return ended.done?.(result.value);
    let over = false;
    const once = (next: () => IteratorResult<unknown, T>): void => {
      if (over) return;
      over = true;
      this.#go(life, () => this.#step(life, task, ended, next));
    };
    const start = result.value as Parameters<typeof wait<unknown>>[0];
    start(
      (value) => once(() => task.next(value)),
      (error) => once(() => task.throw(error)),
    );
  }
}
