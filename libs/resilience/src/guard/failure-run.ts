import { standstillMs } from './standstill.js';

/** Nothing but failures, so many and for so long. */
const CALLS = 5;
/** Longer than the burst in which all calls under way on one killed instance fail together. */
const LASTING_MS = 150;
/** When some are time-outs for which this process may be to blame itself. */
const UNSURE_LASTING_MS = 500;

/**
 * Failures without a success between them. They open a breaker whatever its window says: there the successes from before
 * a hang outweigh the first time-outs. At 50 calls a second this is noticed within 0.3 s. Time in which this process stood
 * still does not count: nothing could have gone well in it.
 */
export class FailureRun {
  private sure = 0;
  private unsure = 0;
  private sinceMs = 0;
  private readonly lastMs: number[] = [];

  /** `windowMs`: what is further apart does not belong together. */
  constructor(private readonly windowMs: number) {}

  note(failed: boolean, isSure = true): void {
    if (!failed) return this.forget();
    const now = liveMs();
    if (this.calls === 0) this.sinceMs = now;
    if (isSure) this.sure++;
    else this.unsure++;
    this.lastMs.push(now);
    if (this.lastMs.length > CALLS) this.lastMs.shift();
  }

  /** The last two calls failed, whatever was before. */
  get isDoubtful(): boolean {
    return this.calls >= 2;
  }

  get isOutage(): boolean {
    const [earliest = 0, now] = [this.lastMs[0], liveMs()];
    const longEnough = now - this.sinceMs >= (this.sure >= CALLS ? LASTING_MS : UNSURE_LASTING_MS);
    return this.calls >= CALLS && longEnough && now - earliest < this.windowMs;
  }

  /** For the log. */
  get words(): string {
    return `${this.calls} calls in a row failed, for ${Math.round(liveMs() - this.sinceMs)} ms`;
  }

  forget(): void {
    this.sure = 0;
    this.unsure = 0;
    this.lastMs.length = 0;
  }

  private get calls(): number {
    return this.sure + this.unsure;
  }
}

function liveMs(): number {
  return performance.now() - standstillMs();
}
