import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';

export interface BreakerPolicy {
  /** Length of the window that is looked at. Short (about 2,000): a long one dilutes a failure that has just begun. */
  readonly windowMs: number;
  /** Fewer finished calls than this in the window never open it. At least 1. */
  readonly volumeThreshold: number;
  /** Opens when more than this share of the window's finished calls failed. */
  readonly errorThresholdPercentage: number;
  /** Open for this long, then one probe. */
  readonly resetTimeoutMs: number;
}

export type BreakerState = 'closed' | 'open' | 'half_open';

/** What a finished call says of the dependency's health; `nothing` is left out of the account. */
export type Verdict = 'well' | 'ill' | 'nothing';

/** Leave to make one call. Hand it back with the verdict, once. */
export interface Permit {
  settle(verdict: Verdict): void;
}

const BUCKETS = 10;
/**
 * Nothing but failures, so many and for so long, opens it whatever the window says: there the successes from before a
 * hang outweigh the first time-outs. The length keeps the burst of one killed instance from counting as an outage.
 */
const STREAK_CALLS = 10;
const STREAK_MS = 100;

/**
 * opossum as state machine and rolling window. Calls do not run inside it: finished calls are reported to it. So
 * calls under way do not dilute the failure rate, a late result of an older generation (a state that is over) is
 * dropped, and neither its semaphore, its shared abort controller, its errorFilter nor its time-outs are in use.
 */
export class Breaker {
  private readonly circuit: CircuitBreaker<[Verdict], true>;
  private readonly rotation = new EventEmitter();
  private readonly rotating: NodeJS.Timeout;
  private generation = 0;
  private probing = false;
  private openedAtMs = 0;
  private streak = { calls: 0, sinceMs: 0 };

  constructor(
    private readonly policy: BreakerPolicy,
    onChange: (state: BreakerState) => void = () => {},
  ) {
    this.circuit = new CircuitBreaker(outcome, {
      timeout: false,
      resetTimeout: policy.resetTimeoutMs,
      rollingCountTimeout: policy.windowMs,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.rotation,
      volumeThreshold: Math.max(1, policy.volumeThreshold),
      errorThresholdPercentage: policy.errorThresholdPercentage,
    });
    this.rotating = setInterval(() => this.rotation.emit('rotate'), policy.windowMs / BUCKETS).unref();
    const changed = (state: BreakerState): void => {
      this.generation++;
      this.probing = false;
      if (state === 'open') this.openedAtMs = performance.now();
      if (state === 'closed') this.forget();
      onChange(state);
    };
    this.circuit.on('open', () => changed('open'));
    this.circuit.on('halfOpen', () => changed('half_open'));
    this.circuit.on('close', () => changed('closed'));
  }

  state(): BreakerState {
    if (this.circuit.halfOpen) return 'half_open';
    return this.circuit.opened ? 'open' : 'closed';
  }

  /** Milliseconds until a probe may be made; zero unless open. */
  retryAfterMs(): number {
    return this.circuit.opened ? this.policy.resetTimeoutMs - (performance.now() - this.openedAtMs) : 0;
  }

  /** False while open, and in half-open while another call is the probe. */
  admits(): boolean {
    return !this.circuit.opened && !this.probing;
  }

  /** Undefined when it does not admit. */
  enter(): Permit | undefined {
    if (!this.admits()) return undefined;
    this.probing = this.circuit.halfOpen;
    const generation = this.generation;
    return {
      settle: (verdict) => {
        if (generation !== this.generation) return;
        // A probe's verdict changes the state a moment later, and that ends the probing: nobody slips in between.
        if (verdict === 'nothing') this.probing = false;
        else this.report(verdict);
      },
    };
  }

  /** Stops its timers. */
  close(): void {
    clearInterval(this.rotating);
    this.circuit.shutdown();
  }

  private report(verdict: Verdict): void {
    this.circuit.fire(verdict).catch(() => {});
    const now = performance.now();
    if (verdict === 'well') this.streak.calls = 0;
    else if (this.streak.calls++ === 0) this.streak.sinceMs = now;
    if (this.streak.calls >= STREAK_CALLS && now - this.streak.sinceMs >= STREAK_MS) this.circuit.open();
  }

  /** opossum keeps the old failures when it closes; one more would open it again. */
  private forget(): void {
    this.streak.calls = 0;
    for (let i = 0; i < BUCKETS; i++) this.rotation.emit('rotate');
  }
}

/** Never undefined: opossum counts an action without a value as a failure. Settles at once, see the class. */
async function outcome(verdict: Verdict): Promise<true> {
  if (verdict === 'ill') throw new Error('a call failed');
  return true;
}
