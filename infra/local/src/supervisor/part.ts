import { setTimeout as delay } from 'node:timers/promises';
import { oneLine, StackProblem } from '../problem.js';
import type { ProcessSpec } from '../processes/process-spec.js';
import { launch, waitReady, type RunningProcess } from '../processes/start-process.js';
import { backOffMs } from './back-off.js';
import type { ProcessRecords } from './records.js';

export type PartState = 'starting' | 'ready' | 'waiting' | 'paused' | 'stopping' | 'stopped';

export interface PartStatus {
  readonly name: string;
  readonly state: PartState;
  readonly pid: number | undefined;
  readonly restarts: number;
  readonly readySince: string | undefined;
  readonly lastEnd: string | undefined;
}

export interface PartHooks {
  readonly records: ProcessRecords;
  readonly say: (line: string) => void;
  onReady?(): Promise<void>;
  onDown?(): Promise<void>;
}

/** One process that is kept running: when it dies it is started again, later each time, until it is stopped. */
export class Part {
  private state: PartState = 'stopped';
  private running: RunningProcess | undefined;
  private restarts = 0;
  private readyAt: number | undefined;
  private lastEnd: string | undefined;
  private stopping = new AbortController();
  private supervision: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    private readonly makeSpec: () => Promise<ProcessSpec>,
    private readonly hooks: PartHooks,
  ) {}

  status(): PartStatus {
    const { name, state, restarts, lastEnd } = this;
    const readySince = this.readyAt === undefined ? undefined : new Date(this.readyAt).toISOString();
    return { name, state, pid: this.running?.pid, restarts, readySince, lastEnd };
  }

  isReady(): boolean {
    return this.state === 'ready';
  }

  /** Returns when it is ready for the first time; throws when it does not get there. */
  async start(): Promise<void> {
    this.stopping = new AbortController();
    try {
      await this.launchUntilReady();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.supervision = this.supervise();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.state = 'stopping';
    await this.running?.stop();
    await this.supervision;
    this.state = 'stopped';
  }

  /** Throws when there is no process to kill: whoever wanted a failure shall not believe that there was one. */
  kill(): void {
    if (this.running === undefined) throw new StackProblem(`${this.name} is ${this.state}: there is nothing to kill`);
    this.running.signal('SIGKILL');
  }

  pause(): void {
    if (this.state !== 'ready') throw new Error(`${this.name} is ${this.state}`);
    this.running?.signal('SIGSTOP');
    this.state = 'paused';
  }

  resume(): void {
    if (this.state !== 'paused') throw new Error(`${this.name} is ${this.state}, not paused`);
    this.running?.signal('SIGCONT');
    this.state = 'ready';
  }

  private async launchUntilReady(): Promise<void> {
    this.state = 'starting';
    const spec = await this.makeSpec();
    this.stopping.signal.throwIfAborted();
    const running = await launch(spec, (started) => this.hooks.records.add(started));
    this.running = running;
    // A stop that came while the process was being made has not seen it.
    if (this.stopping.signal.aborted) await running.stop();
    void this.noteEnd(running);
    try {
      await waitReady(running);
    } catch (error) {
      await running.stop();
      this.running = undefined;
      throw error;
    }
    this.state = 'ready';
    this.readyAt = Date.now();
    await this.hooks.onReady?.();
  }

  private async noteEnd({ exited, pid }: RunningProcess): Promise<void> {
    const { code, signal } = await exited;
    try {
      this.hooks.records.remove(pid);
    } catch (error) {
      this.hooks.say(oneLine(error));
    }
    this.lastEnd = `${signal ?? `exit code ${code}`} at ${new Date().toISOString()}`;
  }

  private async supervise(): Promise<void> {
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      const began = Date.now();
      const end = await this.running?.exited;
      this.running = undefined;
      this.readyAt = undefined;
      if (this.stopping.signal.aborted) break;
      this.state = 'waiting';
      await this.hooks.onDown?.();
      failures = Date.now() - began > 30_000 ? 0 : failures + 1;
      const waitMs = backOffMs(failures);
      const why = end === undefined ? 'did not start' : `ended (${end.signal ?? `exit code ${end.code}`})`;
      this.hooks.say(`${this.name} ${why}; starting it again in ${waitMs / 1000} s`);
      await delay(waitMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      await this.again();
    }
  }

  private async again(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.restarts += 1;
    try {
      await this.launchUntilReady();
      this.hooks.say(`${this.name} is back`);
    } catch (error) {
      if (!this.stopping.signal.aborted) this.hooks.say(oneLine(error));
    }
  }
}
