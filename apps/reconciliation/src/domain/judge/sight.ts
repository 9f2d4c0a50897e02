import type { Finding } from '../finding.js';
import type { Knowledge, Source } from '../facts.js';
import { ruleOf, timingRef } from '../rules.js';

/** Whoever waits for a source that is behind comes again soon, and the later the further it is behind. */
const SOON_MS = 1000;
const LATEST_MS = 10 * 60_000;

/** Collects what one look at one subject finds, and when it has to be looked at again. */
export class Sight {
  readonly findings: Finding[] = [];
  /** What may be so, and is not to be said before more has been read: neither seen nor gone. */
  readonly heldBack: Finding[] = [];
  /** Movements of the provider that ours explain to the cent. */
  readonly matched: string[] = [];
  lookAgainAtMs: number | null = null;
  /** Payments since then should be read once more: what they say may have changed without their having moved. */
  readAgainFromMs: number | null = null;
  /** Payment should be asked whether anything is under way for the attempts. */
  askWhetherSettled = false;

  constructor(readonly knowledge: Knowledge) {}

  /** Both sides are there and contradict each other, and no rule does more about it than ask again. */
  name(finding: Finding): void {
    this.findings.push(finding);
  }

  /** The same when a rule may move or book money for it: not before all that this rests on was read past `sinceMs`. */
  nameOnceRead(sinceMs: number, finding: Finding): void {
    const settledMs = sinceMs + this.knowledge.patience.settleMs;
    if (this.isRead(settledMs, ruleOf(finding.situation).restsOn)) this.name(finding);
    else this.holdBack(finding, settledMs, ruleOf(finding.situation).restsOn);
  }

  /**
   * `source` says nothing of what happened at `sinceMs`. That accuses nobody while it is young or `source` has not been
   * read so far; then it is `timing`, and at last what `finding` says.
   */
  nameIfSilent(source: Source, sinceMs: number, finding: Finding): void {
    const { readUntilMs, patience, beganMs, absent } = this.knowledge;
    if (sinceMs < beganMs) return;
    if (absent.has(source)) return void this.heldBack.push(finding);
    const settledMs = sinceMs + patience.settleMs;
    const lateMs = settledMs + patience.timingMs;
    const needed = [source, ...ruleOf(finding.situation).restsOn];
    if (!this.isRead(settledMs, needed)) return this.holdBack(finding, settledMs, needed);
    if (readUntilMs[source] >= lateMs) return this.name(finding);
    this.holdBack(finding, lateMs, [source]);
    this.name({
      ...finding,
      situation: 'on_its_way',
      ref: timingRef(finding.situation, finding.ref),
      evidence: { ...finding.evidence, waitsFor: source, becomes: finding.situation },
    });
  }

  /** Says nothing of it for now, and looks again: then, or when the sources may have been read so far. */
  holdBack(finding: Finding, untilMs: number, sources: readonly Source[] = []): void {
    this.heldBack.push(finding);
    this.lookAgain(Math.max(untilMs, this.knowledge.nowMs + this.pauseMs(sources)));
  }

  /** Looks again in a while, at what payment says by then of the time since `fromMs`. */
  readAgain(fromMs: number, inMs: number): void {
    this.readAgainFromMs = Math.min(this.readAgainFromMs ?? fromMs, fromMs);
    this.lookAgain(this.knowledge.nowMs + inMs);
  }

  private isRead(untilMs: number, sources: readonly Source[]): boolean {
    return sources.every((source) => this.knowledge.readUntilMs[source] >= untilMs);
  }

  /** When a source that was away is back, all who wait are looked at anyway, see `FollowSources`. */
  private pauseMs(sources: readonly Source[]): number {
    const { nowMs, readUntilMs } = this.knowledge;
    const behindMs = nowMs - Math.min(nowMs, ...sources.map((source) => readUntilMs[source]));
    return Math.min(LATEST_MS, Math.max(SOON_MS, Math.round(behindMs / 2)));
  }

  private lookAgain(next: number): void {
    this.lookAgainAtMs = Math.min(this.lookAgainAtMs ?? next, next);
  }
}
