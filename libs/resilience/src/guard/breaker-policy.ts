import type { ProbePolicy } from './prober.js';
import type { RampPolicy } from './ramp.js';

export interface BreakerPolicy {
  /** Length of the window that is looked at. Short (about 2,000): a long one dilutes a failure that has just begun. */
  readonly windowMs: number;
  /** Fewer finished calls than this in the window never open it. At least 1. */
  readonly volumeThreshold: number;
  /** Opens when more than this share of the window's finished calls failed. */
  readonly errorThresholdPercentage: number;
  /** Open for this long, then one call is the probe. With `probe`: the pause after it has opened again while ramping. */
  readonly resetTimeoutMs: number;
  /** A success that took longer counts as a failure. By itself it neither ends a ramp nor fails a probe. Never when left out. */
  readonly slowCallMs?: number;
  /** How it closes; at once when left out. */
  readonly ramp?: RampPolicy;
  /** Asks in the background while it is open, so that no call of a customer has to be the probe. */
  readonly probe?: ProbePolicy;
}

/** `ramping`: closed again, and not yet at full strength. */
export type BreakerState = 'closed' | 'open' | 'half_open' | 'ramping';

export interface BreakerChange {
  readonly from: BreakerState;
  readonly to: BreakerState;
  /** In words, for the log. */
  readonly why: string;
}

/**
 * What a finished call says of the dependency's health. `slow` is a success, `nothing` is left out of the account, `unsure` is a
 * time-out of which much went by while this process stood still: it counts only where nothing at all goes well.
 */
export type Verdict = 'well' | 'slow' | 'ill' | 'unsure' | 'nothing';

/** Leave to make one call. Hand it back with the verdict, once. */
export interface Permit {
  settle(verdict: Verdict): void;
}
