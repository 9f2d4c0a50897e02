import type { Money } from '@breakwater/kernel';
import type { Target } from './finding.js';
import type { Situation } from './rules.js';
import type { Act, DecisionAction, DiscrepancyState, ResolutionAction } from './terms.js';

/** What somebody decided to do; recorded before it is done, so that whoever comes after a crash does the same. */
export interface Intent {
  readonly action: Act;
  /** `rule`, or the operator. */
  readonly by: string;
  readonly note: string | null;
  /** With the discrepancy's id it makes the id of the act: the same round is the same act, however often it is sent. */
  readonly round: number;
  /** What it is about, as of the decision. */
  readonly amount: Money;
  /** False until a look just before it has confirmed it: until then nobody has sent it, so it may still be dropped. */
  readonly sent: boolean;
  /** As it was sent; what is seen meanwhile does not change it. Absent until then. */
  readonly target?: Target;
}

export interface Resolution {
  readonly action: ResolutionAction;
  readonly by: string;
  readonly note: string | null;
  readonly atMs: number;
  readonly result: Readonly<Record<string, unknown>>;
}

/** An act that has booked or moved money. */
export interface Done {
  readonly action: Act;
  readonly amount: Money;
  readonly result: Readonly<Record<string, unknown>>;
  readonly target?: Target;
  /** It was a booking, and is one no more. */
  readonly takenBack?: boolean;
}

/** The lifecycle of one discrepancy. */
export interface Discrepancy {
  readonly state: DiscrepancyState;
  readonly situation: Situation;
  /** As last seen. */
  readonly amount: Money;
  /** How many acts there were that book or move money, or that a person decided. */
  readonly round: number;
  readonly tries: number;
  readonly lastError: string | null;
  /** When the rule, or what was decided, is due; null: never by itself. */
  readonly nextTryAtMs: number | null;
  /** Decided, and not known to be done. */
  readonly pending: Intent | null;
  /** Done, and not yet seen to have helped. */
  readonly acted: (Resolution & { readonly verifyAtMs: number }) | null;
  /** Everything that was ever booked or moved for it, whatever became of it. */
  readonly done: readonly Done[];
  /** So much of it is booked or explained, though the sources still differ by it. */
  readonly explained: Money | null;
  readonly resolution: Resolution | null;
}

export type Event =
  /** A look at the sources shows it. */
  | { readonly type: 'seen'; readonly nowMs: number; readonly situation: Situation; readonly amount: Money }
  /** A look at the sources does not show it any more. `kept`: what is booked for it is not to be taken back from here. */
  | { readonly type: 'gone'; readonly nowMs: number; readonly became: string | null; readonly kept?: boolean }
  | { readonly type: 'due'; readonly nowMs: number }
  | WorkerEvent
  | {
      readonly type: 'decided';
      readonly nowMs: number;
      readonly action: DecisionAction;
      readonly by: string;
      readonly note: string;
    };

/** What the worker of an act says of it; `round` is the act's, so that what comes too late is known. */
export type WorkerEvent =
  /** It is still at it. */
  | { readonly type: 'renewed'; readonly nowMs: number; readonly round: number }
  /** The facts were read once more, and they still say what the act rests on: it is sent now. */
  | { readonly type: 'confirmed'; readonly nowMs: number; readonly round: number; readonly target?: Target }
  /** They do not say so any more. */
  | { readonly type: 'withdrawn'; readonly nowMs: number; readonly round: number }
  | {
      readonly type: 'acted';
      readonly nowMs: number;
      readonly round: number;
      readonly result: Readonly<Record<string, unknown>>;
    }
  /** `final`: the same call would be refused again. */
  | {
      readonly type: 'failed';
      readonly nowMs: number;
      readonly round: number;
      readonly error: string;
      readonly final: boolean;
    };

export type LogEvent =
  'named' | 'reopened' | 'decided' | 'withdrawn' | 'acted' | 'failed' | 'not_verified' | 'resolved' | 'aged_out';

export type Effect =
  /** A line of the append-only log. */
  | {
      readonly type: 'log';
      readonly event: LogEvent;
      readonly by: string;
      readonly action: ResolutionAction | null;
      readonly note: string | null;
      readonly details: Readonly<Record<string, unknown>>;
    }
  /** To be carried out at the service, outside any transaction. */
  | { readonly type: 'act'; readonly intent: Intent };

export const BY_RULE = 'rule';
