import { type Invariant, INVARIANTS, keyOf, TITLES, type Violation } from './violation.js';

export interface Result {
  readonly invariant: Invariant;
  readonly title: string;
  readonly state: 'holds' | 'violated' | 'not_checked';
  readonly checked: number;
  readonly violations: number;
  readonly notChecked: string | null;
}

/** What a check has come to so far. */
export class Tally {
  private readonly checked = new Map<Invariant, number>();
  private readonly reasons = new Map<Invariant, Set<string>>();
  private readonly found = new Map<string, Violation>();

  count(invariant: Invariant, things: number): void {
    this.checked.set(invariant, (this.checked.get(invariant) ?? 0) + things);
  }

  /** Something that these need did not answer. */
  miss(invariants: readonly Invariant[], reason: string): void {
    for (const invariant of invariants) {
      this.reasons.set(invariant, (this.reasons.get(invariant) ?? new Set()).add(reason));
    }
  }

  add(violations: readonly Violation[]): void {
    for (const violation of violations) this.found.set(keyOf(violation), violation);
  }

  /** What could not be looked at again is still what it was when it was last seen. */
  keepUnlookedAt(earlier: readonly Violation[]): void {
    this.add(earlier.filter((one) => this.reasons.has(one.invariant) && !this.found.has(keyOf(one))));
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
}

/** The whole: what is violated is said first, and not checked is never as good as good. */
export function overallOf(results: readonly Pick<Result, 'state'>[]): Result['state'] {
  if (results.some(({ state }) => state === 'violated')) return 'violated';
  return results.some(({ state }) => state === 'not_checked') ? 'not_checked' : 'holds';
}
