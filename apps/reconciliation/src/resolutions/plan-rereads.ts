import { ruleOf, type Situation } from '../domain/rules.js';
import type { Source } from '../domain/facts.js';
import type { Stretch } from '../sources/source-pages.js';

const MINUTE_MS = 60_000;
const FORTNIGHT_MS = 14 * 24 * 60 * MINUTE_MS;
const MONEY: readonly Source[] = ['order', 'payment', 'provider'];
const PAYOUTS: readonly Source[] = ['payout', 'bank'];
/** How far around an event another side may have written it down, by its own clock. */
const AROUND_MS: Readonly<Record<Source, number>> = {
  order: 5 * MINUTE_MS,
  payment: 5 * MINUTE_MS,
  provider: 5 * MINUTE_MS,
  payout: FORTNIGHT_MS,
  bank: FORTNIGHT_MS,
  ledger: 0,
};
/** Stretches so near each other are one: to read what lies between them costs less than to begin again. */
const NEAR_MS = 5 * MINUTE_MS;

/** Something about which the sources are to be asked again. */
export interface Wanted {
  readonly situation: Situation;
  readonly atMs: number;
}

export interface Reread<T extends Wanted> {
  readonly source: Source;
  readonly stretch: Stretch;
  /** Those that it is for. */
  readonly wanted: readonly T[];
}

/** The fewest readings that show all that is wanted: however much of it falls into one time, that time is read once. */
export function planRereads<T extends Wanted>(
  all: readonly T[],
  sources: readonly Source[],
  nowMs: number,
): Reread<T>[] {
  return sources.flatMap((source) => {
    const plan: { fromMs: number; toMs: number; wanted: T[] }[] = [];
    const concerned = all.filter(({ situation }) => sourcesOf(situation).includes(source));
    for (const wanted of concerned.toSorted((a, b) => a.atMs - b.atMs)) {
      // The provider's clock may be ahead of ours; what it dates in our future is read with the present.
      const atMs = Math.min(wanted.atMs, nowMs);
      const [fromMs, toMs] = [atMs - AROUND_MS[source], atMs + AROUND_MS[source]];
      const last = plan.at(-1);
      if (last !== undefined && fromMs - last.toMs <= NEAR_MS) {
        last.toMs = toMs;
        last.wanted.push(wanted);
      } else plan.push({ fromMs, toMs, wanted: [wanted] });
    }
    return plan.map(({ fromMs, toMs, wanted }) => ({ source, stretch: { fromMs, toMs }, wanted }));
  });
}

function sourcesOf(situation: Situation): readonly Source[] {
  const { kind } = ruleOf(situation);
  if (situation === 'ledger_broken') return ['ledger'];
  return kind === 'missing_payout' || kind === 'payout_sum' ? PAYOUTS : MONEY;
}
