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

  constructor(
    private readonly policy: BreakerPolicy,
    onChange: (state: BreakerState) => void = () => {},
  ) {
    this.circuit = new CircuitBreaker(report, {
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

  /** Undefined while open, and in half-open while another call is the probe. */
  admits(): boolean {
    return !this.circuit.opened && !this.probing;
  }

  enter(): Permit | undefined {
    if (!this.admits()) return undefined;
    this.probing = this.circuit.halfOpen;
    const generation = this.generation;
    return {
      settle: (verdict) => {
        if (generation !== this.generation) return;
        this.probing = false;
        if (verdict !== 'nothing') this.circuit.fire(verdict).catch(() => {});
      },
    };
  }

  /** Stops its timers. */
  close(): void {
    clearInterval(this.rotating);
    this.circuit.shutdown();
  }

  /** opossum keeps the old failures when it closes; one more would open it again. */
  private forget(): void {
    for (let i = 0; i < BUCKETS; i++) this.rotation.emit('rotate');
  }
}

/** Never undefined: opossum counts an action without a value as a failure. Settles at once, see the class. */
async function report(verdict: Verdict): Promise<true> {
  if (verdict === 'ill') throw new Error('a call failed');
  return true;
}
