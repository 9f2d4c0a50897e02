/** Nothing but failures, so many and for so long. */
const CALLS = 5;
/** Longer than the burst in which all calls under way on one killed instance fail together. */
const LASTING_MS = 150;

/**
 * Failures without a success between them. They open a breaker whatever its window says: there the successes from before
 * a hang outweigh the first time-outs. At 50 calls a second this is noticed within 0.3 s.
 */
export class FailureRun {
  private calls = 0;
  private sinceMs = 0;
  private readonly lastMs: number[] = [];

  /** `windowMs`: what is further apart does not belong together. */
  constructor(private readonly windowMs: number) {}

  note(failed: boolean): void {
    if (!failed) return this.forget();
    const now = performance.now();
    if (this.calls++ === 0) this.sinceMs = now;
    this.lastMs.push(now);
    if (this.lastMs.length > CALLS) this.lastMs.shift();
  }

  /** The last two calls failed, whatever was before. */
  get isDoubtful(): boolean {
    return this.calls >= 2;
  }

  get isOutage(): boolean {
    const [earliest = 0, now] = [this.lastMs[0], performance.now()];
    return this.calls >= CALLS && now - this.sinceMs >= LASTING_MS && now - earliest < this.windowMs;
  }

  /** For the log. */
  get words(): string {
    return `${this.calls} calls in a row failed, for ${Math.round(performance.now() - this.sinceMs)} ms`;
  }

  forget(): void {
    this.calls = 0;
    this.lastMs.length = 0;
  }
}
