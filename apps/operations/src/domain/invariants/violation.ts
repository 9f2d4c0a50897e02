export const INVARIANTS = [1, 2, 3, 4, 5] as const;
export type Invariant = (typeof INVARIANTS)[number];

export const TITLES: Readonly<Record<Invariant, string>> = {
  1: 'Stock adds up, and orders hold what they should',
  2: 'No acknowledged order is lost or stuck',
  3: 'Money agrees between orders, payment, ledger and provider',
  4: 'The ledger balances and nobody has changed it',
  5: 'Customers see their own writes, and nobody else’s orders',
};

export interface Violation {
  readonly invariant: Invariant;
  readonly code: string;
  readonly message: string;
  /** What it concerns, by name: orderId, sku, attemptId, ... */
  readonly ids: Readonly<Record<string, string>>;
}

/** The same violation has the same key, whatever its words say of the amounts. */
export function keyOf({ code, ids }: Pick<Violation, 'code' | 'ids'>): string {
  const named = Object.entries(ids).map(([name, id]) => `${name}=${id}`);
  return [code, ...named.sort()].join(' ');
}

/** What was found both times, as it was found the second time. */
export function foundTwice(first: readonly Violation[], second: readonly Violation[]): Violation[] {
  const before = new Set(first.map(keyOf));
  return second.filter((violation) => before.has(keyOf(violation)));
}

/** So many of them at most, with some of each invariant: a flood of one kind hides no other. */
export function sample(violations: readonly Violation[], most: number): Violation[] {
  const share = Math.floor(most / INVARIANTS.length);
  const kinds = INVARIANTS.map((number) => violations.filter(({ invariant }) => invariant === number));
  const first = kinds.flatMap((kind) => kind.slice(0, share));
  const rest = kinds.flatMap((kind) => kind.slice(share)).slice(0, most - first.length);
  return [...first, ...rest].sort((a, b) => a.invariant - b.invariant);
}
