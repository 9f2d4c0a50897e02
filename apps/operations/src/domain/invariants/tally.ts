import { type Invariant, INVARIANTS, keyOf, TITLES, type Violation } from './violation.js';

export interface Result {
  readonly invariant: Invariant;
  readonly title: string;
  readonly state: 'holds' | 'violated' | 'not_checked';
  readonly checked: number;
  readonly violations: number;
  readonly notChecked: string | null;
}

/** Of one invariant; more are not named any more: something is wrong altogether. */
const MOST = 2000;

/** What a check has come to so far. */
export class Tally {
  private readonly checked = new Map<Invariant, number>();
  private readonly reasons = new Map<Invariant, Set<string>>();
  private readonly unread = new Set<Invariant>();
  private readonly found = new Map<string, Violation>();
  /** Those that were open before have their room: a flood of others does not push them out. */
  private readonly taken = new Map<Invariant, Set<string>>();

  /** `earlier`: what the check before this one has left open. */
  constructor(
    private readonly earlier: readonly Violation[] = [],
    private readonly most = MOST,
  ) {
    for (const violation of earlier) this.takenOf(violation.invariant).add(keyOf(violation));
  }

  count(invariant: Invariant, things: number): void {
    this.checked.set(invariant, (this.checked.get(invariant) ?? 0) + things);
  }

  /** Something that these need was not read. */
  miss(invariants: readonly Invariant[], reason: string): void {
    for (const invariant of invariants) {
      this.unread.add(invariant);
      this.note(invariant, reason);
    }
  }

  /** When it is, that is said: there may be more than is named. */
  isFull(invariant: Invariant): boolean {
    const full = this.takenOf(invariant).size >= this.most;
    if (full) this.note(invariant, `more than ${this.most} violations: the others are not named`);
    return full;
  }

  /** Those that can still be added. */
  roomFor(violations: readonly Violation[]): Violation[] {
    return violations.filter((one) => this.takenOf(one.invariant).has(keyOf(one)) || !this.isFull(one.invariant));
  }

  add(violations: readonly Violation[]): void {
    for (const violation of violations) {
      if (this.roomFor([violation]).length === 0) continue;
      this.takenOf(violation.invariant).add(keyOf(violation));
      this.found.set(keyOf(violation), violation);
    }
  }

  /** What could not be looked at again is still what it was when it was last seen. */
  keepUnread(): void {
    this.add(this.earlier.filter((one) => this.unread.has(one.invariant) && !this.found.has(keyOf(one))));
  }

  get violations(): Violation[] {
    return [...this.found.values()].sort((a, b) => a.invariant - b.invariant);
  }

  results(): Result[] {
    return INVARIANTS.map((invariant) => {
      const violations = this.violations.filter((one) => one.invariant === invariant).length;
      const reasons = this.reasons.get(invariant);
      return {
        invariant,
        title: TITLES[invariant],
        state: violations > 0 ? 'violated' : reasons === undefined ? 'holds' : 'not_checked',
        checked: this.checked.get(invariant) ?? 0,
        violations,
        notChecked: reasons === undefined ? null : [...reasons].sort().join('; '),
      };
    });
  }

  private takenOf(invariant: Invariant): Set<string> {
    const taken = this.taken.get(invariant) ?? new Set<string>();
    this.taken.set(invariant, taken);
    return taken;
  }

  private note(invariant: Invariant, reason: string): void {
    this.reasons.set(invariant, (this.reasons.get(invariant) ?? new Set()).add(reason));
  }
}

/** The whole: what is violated is said first, and not checked is never as good as good. */
export function overallOf(results: readonly Pick<Result, 'state'>[]): Result['state'] {
  if (results.some(({ state }) => state === 'violated')) return 'violated';
  return results.some(({ state }) => state === 'not_checked') ? 'not_checked' : 'holds';
}
