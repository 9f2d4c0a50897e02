import type { AttemptFacts, MoneyFacts } from '../domain/invariants/order-case.js';
import {
  expectedAtProvider,
  isJudgeable,
  judgeProviderMoney,
  judgeStrayCharge,
} from '../domain/invariants/provider-money.js';
import { purseOf, samePurse } from '../domain/invariants/purse.js';
import type { Violation } from '../domain/invariants/violation.js';
import { batches, beforeSecondLook, type CheckContext, judgingNow, orNotChecked } from './check-context.js';
import { type Slice, slicesOf } from './provider-slices.js';

const SLICE = 5000;
const BATCH = 200;
/** In one slice; their names are in memory. */
const MOST_STRAYS = 10_000;
/** Money moves at the provider about when the attempt changes here; what does not is asked for by its id. */
const MARGIN_MS = 5 * 60_000;

/**
 * Payment's numbers beside the provider's own. The provider's movements are added up near the time of each attempt; only
 * where that differs is the provider asked for the one PaymentIntent, so that an outage of theirs does not get more calls.
 */
export class CheckProvider {
  private readonly earlier: ReadonlyMap<string, readonly Violation[]>;
  private suspects: Set<string>;
  /** What the provider calls a charge, by its PaymentIntent: a correction may name either. */
  private strays = new Map<string, Set<string>>();

  constructor(private readonly context: CheckContext) {
    const mine = context.earlier.filter(({ invariant, ids }) => invariant === 3 && 'providerReference' in ids);
    this.earlier = Map.groupBy(mine, ({ ids }) => ids['providerReference'] ?? '');
    this.suspects = new Set(this.earlier.keys());
  }

  async run(): Promise<void> {
    const { sources, window } = this.context;
    await orNotChecked(this.context, [3], async () => {
      for await (const slice of slicesOf(window, sources.changedAttempts(window), SLICE)) {
        await this.compare(slice);
        await this.lookAgain();
      }
    });
  }

  private async compare(slice: Slice): Promise<void> {
    const { sources, clock, settings } = this.context;
    const near = { fromMs: slice.fromMs - MARGIN_MS, toMs: slice.toMs + MARGIN_MS };
    const moved = new Map<string, MoneyFacts[]>();
    for await (const page of sources.providerMovements(near)) {
      const unknown = new Map<string, Set<string>>();
      for (const { type, providerReference: of, id, source, amount, createdAt } of page) {
        if (of === null || (type !== 'charge' && type !== 'refund')) continue;
        const at = Date.parse(createdAt);
        const mine = at >= slice.fromMs && at < slice.toMs && clock.now() - at > settings.settleMs;
        if (slice.attempts.has(of)) moved.set(of, [...(moved.get(of) ?? []), amount]);
        else if (mine) unknown.set(of, (unknown.get(of) ?? new Set()).add(id).add(source ?? id));
      }
      if (unknown.size > 0) await this.sort(unknown);
    }
    const judging = judgingNow(this.context);
    for (const [reference, attempt] of slice.attempts) {
      const agrees = samePurse(purseOf(moved.get(reference) ?? []), expectedAtProvider(attempt));
      if (!agrees && isJudgeable(attempt, judging)) this.suspects.add(reference);
    }
  }

  /** Money that moved without its attempt having changed here: somebody else's doing, or a charge that is no attempt's. */
  private async sort(unknown: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const known = new Set<string>();
    for (const batch of batches([...unknown.keys()], BATCH)) {
      for (const { providerReference } of await this.context.sources.attemptsByReference(batch)) {
        if (providerReference !== null) known.add(providerReference);
      }
    }
    for (const [reference, names] of unknown) {
      // In a full check every attempt comes by itself.
      if (known.has(reference) && !this.context.full) this.suspects.add(reference);
      if (!known.has(reference)) this.addStray(reference, names);
    }
  }

  private addStray(reference: string, names: ReadonlySet<string>): void {
    const before = this.strays.get(reference);
    if (before === undefined && this.strays.size >= MOST_STRAYS) {
      this.context.tally.miss([3], `more than ${MOST_STRAYS} charges at the provider that payment does not know`);
      return;
    }
    this.strays.set(reference, new Set([...(before ?? []), ...names]));
  }

  private async lookAgain(): Promise<void> {
    const { suspects, strays } = this;
    this.suspects = new Set();
    this.strays = new Map();
    const references = [...new Set([...suspects, ...strays.keys()])];
    if (references.length === 0) return;
    await beforeSecondLook(this.context);
    const { tally } = this.context;
    for (const batch of batches(references, BATCH)) {
      const attempts = await this.byReference(batch);
      for (const reference of batch) {
        // Each costs calls to the provider, and could not be named.
        if (!this.earlier.has(reference) && tally.isFull(3)) continue;
        const attempt = attempts.get(reference);
        tally.count(3, 1);
        tally.add(
          await (attempt === undefined ? this.judgeStray(reference, strays.get(reference)) : this.judge(attempt)),
        );
      }
    }
  }

  /** The provider between two looks at the attempt: what it says belongs to an attempt that has not changed meanwhile. */
  private async judge(attempt: AttemptFacts): Promise<readonly Violation[]> {
    const { sources } = this.context;
    const judging = judgingNow(this.context);
    const reference = attempt.providerReference ?? '';
    const held = await sources.heldAtProvider(reference);
    const after = (await this.byReference([reference])).get(reference);
    const steady = after?.updatedAt === attempt.updatedAt && isJudgeable(attempt, judging);
    // What cannot be judged for now has not been put right by that.
    return steady ? judgeProviderMoney(attempt, held, judging) : (this.earlier.get(reference) ?? []);
  }

  private async judgeStray(providerReference: string, names: ReadonlySet<string> = new Set()): Promise<Violation[]> {
    const { sources } = this.context;
    if ((await sources.corrected([providerReference, ...names])).length > 0) return [];
    const held = await sources.heldAtProvider(providerReference);
    return held === null ? [] : judgeStrayCharge({ providerReference, held });
  }

  private async byReference(references: readonly string[]): Promise<Map<string, AttemptFacts>> {
    const attempts = await this.context.sources.attemptsByReference(references);
    return new Map(attempts.map((attempt) => [attempt.providerReference ?? '', attempt]));
  }
}
