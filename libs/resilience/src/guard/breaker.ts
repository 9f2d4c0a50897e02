import { EventEmitter } from 'node:events';
import CircuitBreaker from 'opossum';
import type { BreakerChange, BreakerPolicy, BreakerState, Permit, Verdict } from './breaker-policy.js';
import { FailureRun } from './failure-run.js';
import { Prober } from './prober.js';
import { Ramp } from './ramp.js';

const BUCKETS = 10;
/** The longest that a timer can be set to: opossum's own half-open is not wanted. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * opossum as state machine and rolling window. Calls do not run inside it: finished calls are reported to it. So
 * calls under way do not dilute the failure rate, a late result of an older generation (a state that is over) is
 * dropped, and neither its semaphore, its shared abort controller, its errorFilter nor its time-outs are in use.
 */
export class Breaker {
  private readonly circuit: CircuitBreaker<[boolean], true>;
  private readonly rotation = new EventEmitter();
  private readonly rotating: NodeJS.Timeout;
  private readonly run: FailureRun;
  private readonly prober: Prober | undefined;
  private ramp: Ramp | undefined;
  private current: BreakerState = 'closed';
  private sinceEpochMs = Date.now();
  private openedAtMs = 0;
  private generation = 0;
  private probing = false;
  private why: string | undefined;

  /** `onGrow`: the ramp admits more than a moment ago. */
  constructor(
    private readonly policy: BreakerPolicy,
    private readonly onChange: (change: BreakerChange) => void = () => {},
    private readonly onGrow: () => void = () => {},
  ) {
    this.run = new FailureRun(policy.windowMs);
    this.circuit = new CircuitBreaker(outcome, {
      timeout: false,
      resetTimeout: policy.probe === undefined ? policy.resetTimeoutMs : NEVER_MS,
      rollingCountTimeout: policy.windowMs,
      rollingCountBuckets: BUCKETS,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
      rotateBucketController: this.rotation,
      volumeThreshold: Math.max(1, policy.volumeThreshold),
      errorThresholdPercentage: policy.errorThresholdPercentage,
    });
    this.rotating = setInterval(() => this.rotation.emit('rotate'), policy.windowMs / BUCKETS).unref();
    this.circuit.on('open', () => this.opened());
    this.circuit.on('halfOpen', () => this.move('half_open', 'it has been open long enough'));
    this.circuit.on('close', () => this.closed());
    this.prober = policy.probe && new Prober(policy.probe, this);
  }

  get state(): BreakerState {
    return this.current;
  }

  /** When the state began, in milliseconds since the epoch. */
  get since(): number {
    return this.sinceEpochMs;
  }

  /** How much of the bulkhead may be used: less than 1 while ramping. */
  get share(): number {
    return this.ramp?.share ?? 1;
  }

  /** Milliseconds until a call may be let in; zero unless open. */
  retryAfterMs(): number {
    if (this.current !== 'open') return 0;
    return (this.policy.probe?.everyMs ?? this.policy.resetTimeoutMs) - this.openForMs();
  }

  /** Closed, and the last calls do not look like the beginning of an outage. */
  get isTrusted(): boolean {
    return this.current === 'closed' && !this.run.isDoubtful;
  }

  /** False while open, and in half-open while another call, or nobody's call, is the probe. */
  admits(): boolean {
    if (this.current === 'open' || this.probing) return false;
    return this.current !== 'half_open' || this.prober === undefined;
  }

  /** Undefined when it does not admit. */
  enter(): Permit | undefined {
    if (!this.admits()) return undefined;
    const { generation, ramp } = this;
    this.probing = this.current === 'half_open';
    ramp?.began();
    return {
      settle: (verdict) => {
        ramp?.ended(verdict === 'ill');
        if (generation !== this.generation) return;
        // A probe's verdict changes the state a moment later, and that ends the probing: nobody slips in between.
        if (verdict === 'nothing' || (verdict === 'unsure' && this.current !== 'closed')) this.probing = false;
        else this.report(verdict);
      },
    };
  }

  /** Asks the dependency now, when there is a way to; see ProbePolicy. Undefined when there is none. */
  async probe(): Promise<boolean | undefined> {
    if (this.prober === undefined) return undefined;
    if (this.circuit.opened) return this.prober.cycle();
    return (await this.prober.ask()) === undefined;
  }

  /** Stops its timers. */
  close(): void {
    clearInterval(this.rotating);
    this.ramp?.stop();
    this.prober?.stop();
    this.circuit.shutdown();
  }

  openForMs(): number {
    return performance.now() - this.openedAtMs;
  }

  /** The prober's. */
  began(): void {
    if (this.current === 'open') this.move('half_open', 'a probe is sent');
  }

  /** The prober's. */
  ended(well: boolean, why: string): void {
    if (!this.circuit.opened) return;
    this.why = why;
    if (well) this.circuit.close();
    else if (this.current === 'half_open') this.move('open', why);
  }

  private report(verdict: Verdict): void {
    const failed = verdict === 'ill' || (verdict === 'slow' && this.current !== 'half_open');
    if (verdict === 'unsure') return this.suspect();
    if (this.current === 'half_open') this.why = failed ? 'the probe failed' : 'the probe went well';
    this.circuit.fire(failed).catch(() => {});
    if (this.current === 'half_open') return;
    this.run.note(failed);
    if (this.run.isOutage) this.open(this.run.words);
    else if (this.ramp?.isBearable === false) this.open('calls failed while ramping');
  }

  private suspect(): void {
    this.run.note(true, false);
    if (this.run.isOutage) this.open(this.run.words);
  }

  private open(why: string): void {
    this.why = why;
    this.circuit.open();
  }

  private opened(): void {
    const { failures, fires } = this.circuit.stats;
    const relapsed = this.current === 'ramping';
    this.openedAtMs = performance.now();
    this.endRamp();
    this.move('open', this.why ?? `${failures} of ${fires} calls failed within ${this.policy.windowMs} ms`);
    this.prober?.start(relapsed ? this.policy.resetTimeoutMs : undefined);
  }

  private closed(): void {
    const why = this.why ?? 'the probe went well';
    this.prober?.stop();
    this.forget();
    if (this.policy.ramp === undefined) return this.move('closed', why);
    this.ramp = new Ramp(this.policy.ramp, () => this.grown());
    this.move('ramping', why);
  }

  private grown(): void {
    if (this.ramp?.isOver === true) {
      this.endRamp();
      this.move('closed', 'the ramp is over');
    }
    this.onGrow();
  }

  private endRamp(): void {
    this.ramp?.stop();
    this.ramp = undefined;
  }

  private move(to: BreakerState, why: string): void {
    const from = this.current;
    this.current = to;
    this.sinceEpochMs = Date.now();
    this.probing = false;
    this.why = undefined;
    // What began while ramping counts after it as well.
    if (from !== 'ramping' || to !== 'closed') this.generation++;
    this.onChange({ from, to, why });
  }

  /** opossum keeps the old failures when it closes; one more would open it again. */
  private forget(): void {
    this.run.forget();
    for (let i = 0; i < BUCKETS; i++) this.rotation.emit('rotate');
  }
}

/** Never undefined: opossum counts an action without a value as a failure. Settles at once, see the class. */
async function outcome(failed: boolean): Promise<true> {
  if (failed) throw new Error('a call failed');
  return true;
}
