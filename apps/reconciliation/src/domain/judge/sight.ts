import type { Finding } from '../finding.js';
import type { Knowledge, Source } from '../facts.js';

/** A source that has not been read far enough is asked for again soon. */
const SOON_MS = 1000;

/** Collects what one look at one subject finds, and when it has to be looked at again. */
export class Sight {
  readonly findings: Finding[] = [];
  /** Movements of the provider that ours explain to the cent. */
  readonly matched: string[] = [];
  lookAgainAtMs: number | null = null;
  /** Payments since then should be read once more: what they say may have changed without their having moved. */
  readAgainFromMs: number | null = null;

  constructor(readonly knowledge: Knowledge) {}

  /** Both sides are there and contradict each other. */
  name(finding: Finding): void {
    this.findings.push(finding);
  }

  /**
   * `source` says nothing of what happened at `sinceMs`. That accuses nobody while it is young or `source` has not been
   * read so far; then it is `timing`, and at last what `finding` says.
   */
  nameIfSilent(source: Source, sinceMs: number, finding: Finding): void {
    const { readUntilMs, patience, beganMs } = this.knowledge;
    if (sinceMs < beganMs) return;
    const settledMs = sinceMs + patience.settleMs;
    const lateMs = settledMs + patience.timingMs;
    if (readUntilMs[source] < settledMs) return this.lookAgain(settledMs);
    if (readUntilMs[source] >= lateMs) return this.name(finding);
    this.lookAgain(lateMs);
    this.name({
      ...finding,
      situation: 'on_its_way',
      ref: `${finding.situation}:${finding.ref}`,
      evidence: { ...finding.evidence, waitsFor: source, becomes: finding.situation },
    });
  }

  /** True when the moment has come; before that, there will be another look at it. */
  hasCome(atMs: number): boolean {
    if (this.knowledge.nowMs >= atMs) return true;
    this.lookAgain(atMs);
    return false;
  }

  /** Looks again in a while, at what payment says by then of the time since `fromMs`. */
  readAgain(fromMs: number, inMs: number): void {
    this.readAgainFromMs = Math.min(this.readAgainFromMs ?? fromMs, fromMs);
    this.lookAgain(this.knowledge.nowMs + inMs);
  }

  private lookAgain(atMs: number): void {
    const next = Math.max(atMs, this.knowledge.nowMs + SOON_MS);
    this.lookAgainAtMs = Math.min(this.lookAgainAtMs ?? next, next);
  }
}
