export interface RampPolicy {
  /** From the first share to the whole. */
  readonly overMs: number;
  /** Shares of the bulkhead's places, one stage after the other; 10, 25 and 50 % when left out. Then comes everything. */
  readonly shares?: readonly number[];
}

const SHARES = [0.1, 0.25, 0.5];
/** A dependency that has always failed one call in a hundred must be able to come back: so many in ten may fail. */
const BEARABLE = 0.1;

/**
 * Grows in stages of equal length. A stage in which calls are under way and none has come back yet is not over: a
 * dependency that hangs again must not be given more meanwhile.
 */
export class Ramp {
  private readonly shares: readonly number[];
  private timer: NodeJS.Timeout | undefined;
  private stage = 0;
  private underWay = 0;
  private answered = 0;
  private finished = 0;
  private failed = 0;

  constructor(
    policy: RampPolicy,
    private readonly onGrow: () => void,
  ) {
    this.shares = policy.shares ?? SHARES;
    this.timer = setInterval(() => this.look(), policy.overMs / this.shares.length).unref();
  }

  /** Of the places, more than 0; 1 at the end. */
  get share(): number {
    return this.shares[this.stage] ?? 1;
  }

  get isOver(): boolean {
    return this.stage >= this.shares.length;
  }

  began(): void {
    this.underWay++;
  }

  ended(failed: boolean): void {
    this.underWay--;
    this.answered++;
    this.finished++;
    if (failed) this.failed++;
  }

  /** A failure among few calls ends it; after that nine of ten must have gone well. */
  get isBearable(): boolean {
    return this.failed <= this.finished * BEARABLE;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    if (this.underWay > 0 && this.answered === 0) return;
    this.answered = 0;
    this.stage++;
    if (this.isOver) this.stop();
    this.onGrow();
  }
}
