import { bounded } from './bounded.js';

export interface ProbePolicy {
  /** Between two probes, less a fifth at random. */
  readonly everyMs: number;
  /** Longest a probe may take. */
  readonly timeoutMs: number;
  /** A cheap read at the dependency; resolves when that is well. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  /** Left out: this process asks whenever it likes. */
  readonly turns?: ProbeTurns;
}

/** Several processes watch one dependency: one at a time asks, and the others hear of it. */
export interface ProbeTurns {
  /**
   * - `probe`: it is our turn; `end` follows
   * - `wait`: somebody else is asking, or has just asked in vain
   * - `well`: somebody else has found it well within the last `openForMs`
   *
   * When it fails or is late, the process asks by itself: a probe too many is better than none.
   */
  take(openForMs: number): Promise<'probe' | 'wait' | 'well'>;
  end(well: boolean): Promise<void>;
}

/** What the prober tells the breaker. */
export interface Probed {
  openForMs(): number;
  began(): void;
  ended(well: boolean, why: string): void;
}

/** Longest that taking turns may hold a probe up. */
const TURN_MS = 250;

/** Asks a dependency again and again while its breaker is open. */
export class Prober {
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<boolean> | undefined;

  constructor(
    private readonly policy: ProbePolicy,
    private readonly breaker: Probed,
  ) {}

  start(firstAfterMs = this.pauseMs()): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.again(), firstAfterMs).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** One turn now, or the one that is under way. True when the dependency is well. */
  cycle(): Promise<boolean> {
    this.underWay ??= this.turn().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  /** Asks without taking turns and without telling the breaker. */
  async ask(): Promise<string | undefined> {
    const { ask, timeoutMs } = this.policy;
    const controller = new AbortController();
    try {
      await bounded(timeoutMs, ask(controller.signal));
      return undefined;
    } catch (error) {
      controller.abort(error);
      return error instanceof Error ? error.message : String(error);
    }
  }

  private async again(): Promise<void> {
    const well = await this.cycle();
    if (!well && this.timer !== undefined) this.start();
  }

  private async turn(): Promise<boolean> {
    const { turns } = this.policy;
    const openForMs = this.breaker.openForMs();
    const turn = turns === undefined ? 'probe' : await bounded(TURN_MS, turns.take(openForMs)).catch(() => 'probe');
    if (turn === 'wait') return false;
    if (turn === 'well') {
      this.breaker.ended(true, 'another process has found it well');
      return true;
    }
    this.breaker.began();
    const trouble = await this.ask();
    const well = trouble === undefined;
    this.breaker.ended(well, well ? 'a probe went well' : `a probe failed: ${trouble}`);
    // Nobody waits for it: it only lets the others know sooner.
    turns?.end(well).catch(() => {});
    return well;
  }

  private pauseMs(): number {
    return this.policy.everyMs * (0.8 + 0.2 * Math.random());
  }
}
