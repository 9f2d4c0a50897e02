import { Inject, Injectable } from '@nestjs/common';
import type { Run } from '@breakwater/contracts';
import { addMoney, type Clock, type IdSource, type Money } from '@breakwater/kernel';
import { CLOCK, CONFIG, IDS } from '@breakwater/service-host';
import { compare } from '../domain/compare.js';
import type { AttemptGlance, Discrepancy, Slice } from '../domain/facts.js';
import { attemptsToLookUp, referencesToLookUp } from '../domain/look-twice.js';
import { SliceIndex } from '../domain/slice-index.js';
import { slicesOf, type Stretch } from '../domain/slices.js';
import type { ReconciliationConfig } from '../reconciliation.config.js';
import { ReadFacts } from '../sources/read-facts.js';

/** How long before our own record the provider's may lie. */
const LOOK_BACK_MS = 2 * 24 * 3600 * 1000;

/** Compares a window slice by slice and sums up; stores nothing. */
@Injectable()
export class CompareWindow {
  constructor(
    @Inject(ReadFacts) private readonly facts: ReadFacts,
    @Inject(CONFIG) private readonly config: ReconciliationConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IDS) private readonly ids: IdSource,
  ) {}

  /** Throws `reconciliation.source.unavailable`. */
  async run(window: Stretch): Promise<Run> {
    const startedAt = this.clock.now();
    const settledBeforeMs = startedAt - this.config.RECONCILIATION_SETTLE_SECONDS * 1000;
    const sums = { matched: 0, orders: 0, payments: 0, providerTransactions: 0 };
    const captured = new Map<string, Money>();
    const discrepancies: Discrepancy[] = [];
    for (const stretch of slicesOf(window, this.config.RECONCILIATION_SLICE_SECONDS * 1000)) {
      const index = await this.read(stretch, settledBeforeMs);
      const findings = compare(index);
      sums.matched += findings.matched;
      discrepancies.push(...findings.discrepancies);
      sums.orders += index.slice.orders.length;
      sums.providerTransactions += index.slice.provider.filter(({ createdAt }) => index.isMine(createdAt)).length;
      sums.payments += countPayments(index, captured);
    }
    return {
      id: this.ids(),
      from: iso(window.fromMs),
      to: iso(window.toMs),
      startedAt: iso(startedAt),
      finishedAt: iso(this.clock.now()),
      ...sums,
      captured: [...captured.values()],
      discrepancies,
    };
  }

  private async read(stretch: Stretch, settledBeforeMs: number): Promise<SliceIndex> {
    const marginMs = this.config.RECONCILIATION_MARGIN_SECONDS * 1000;
    const wide = { fromMs: stretch.fromMs - marginMs, toMs: stretch.toMs + marginMs };
    // Ours first: what happens meanwhile is then at the provider without us, and too young to accuse anybody.
    const [orders, payments] = await Promise.all([this.facts.orders(stretch), this.facts.payments(wide)]);
    const provider = await this.facts.provider(wide);
    return this.lookTwice({ ...stretch, settledBeforeMs, orders, payments, provider, glances: [] });
  }

  /** Nobody is accused before the other side was looked for farther away, where an outage may have put it. */
  private async lookTwice(slice: Slice): Promise<SliceIndex> {
    const index = new SliceIndex(slice);
    const attempts = attemptsToLookUp(index);
    const references = referencesToLookUp(index);
    if (attempts.length === 0 && references.size === 0) return index;
    const glances: AttemptGlance[] = [];
    for (const attemptId of attempts) {
      const glance = await this.facts.glance(attemptId);
      if (glance !== undefined) glances.push(glance);
    }
    const marginMs = this.config.RECONCILIATION_MARGIN_SECONDS * 1000;
    const earlier = { fromMs: slice.fromMs - LOOK_BACK_MS, toMs: slice.fromMs - marginMs };
    const old = references.size === 0 ? [] : await this.facts.providerOf(references, earlier);
    return new SliceIndex({ ...slice, glances, provider: [...slice.provider, ...old] });
  }
}

function countPayments(index: SliceIndex, captured: Map<string, Money>): number {
  let count = 0;
  for (const { movements } of index.slice.payments) {
    const mine = movements.filter(({ at }) => index.isMine(at));
    if (mine.length > 0) count++;
    for (const { kind, amount } of mine) {
      if (kind !== 'capture') continue;
      const sum = captured.get(amount.currency);
      captured.set(amount.currency, sum === undefined ? amount : addMoney(sum, amount));
    }
  }
  return count;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
