import type { OrderCase } from '../domain/invariants/order-case.js';
import { judgeEnd } from '../domain/invariants/order-ends.js';
import { judgeMoneyOfOrder } from '../domain/invariants/order-money.js';
import { judgeStockOfOrder } from '../domain/invariants/order-stock.js';
import { foundTwice, type Invariant, type Violation } from '../domain/invariants/violation.js';
import {
  batches,
  beforeSecondLook,
  type CheckContext,
  judgingNow,
  MOST_CANDIDATES,
  orNotChecked,
} from './check-context.js';
import { readCases, readSteadyCases } from './read-cases.js';

const BATCH = 200;
/** Orders come in several streams at about the same time; so many are remembered as looked at. */
const REMEMBERED = 50_000;
const RECENT = 20;
const LOST = 'invariant.order.lost';

/** Every order that any service has touched, as all of them see it. */
export class CheckOrders {
  private readonly candidates: Violation[] = [];
  private readonly seen = new Set<string>();
  private readonly acknowledged = new Set<string>();
  /** Some that were changed last, for those who want to try a few. */
  readonly recent: string[] = [];

  constructor(private readonly context: CheckContext) {}

  async run(): Promise<void> {
    const { sources, window, earlier } = this.context;
    const known = earlier.flatMap(({ ids }) => ids['orderId'] ?? []);
    for (const { code, ids } of earlier) if (code === LOST && ids['orderId']) this.acknowledged.add(ids['orderId']);
    await this.stream([1, 2, 3], once(known), false);
    await this.stream([1, 2, 3], sources.acknowledgedOrders(window), true);
    await this.stream([1, 2, 3], sources.unfinishedOrders(), false);
    await this.stream([1, 2, 3], this.noting(sources.changedOrders(window)), false);
    await this.stream([1], sources.changedReservations(window), false);
    await this.stream([3], orderIdsOf(sources.changedAttempts(window)), false);
    await orNotChecked(this.context, [1, 2, 3], () => this.lookAgain());
  }

  private async stream(
    invariants: readonly Invariant[],
    pages: AsyncIterable<readonly string[]>,
    told: boolean,
  ): Promise<void> {
    await orNotChecked(this.context, invariants, async () => {
      for await (const page of pages) {
        if (this.candidates.length > MOST_CANDIDATES) return;
        const ids = [...new Set(page)].filter((id) => !this.seen.has(id));
        if (this.seen.size > REMEMBERED) this.seen.clear();
        for (const id of ids) this.seen.add(id);
        for (const batch of batches(ids, BATCH)) await this.judgeBatch(batch, told);
      }
    });
  }

  private async judgeBatch(orderIds: readonly string[], told: boolean): Promise<void> {
    const cases = await readCases(this.context, orderIds, (id) => told || this.acknowledged.has(id));
    for (const one of cases) {
      // Remembered only where it matters: of the others there will be millions.
      if (told && one.order === null) this.acknowledged.add(one.orderId);
    }
    const { tally } = this.context;
    tally.count(2, cases.length);
    tally.count(1, cases.filter(({ reservation }) => reservation !== undefined).length);
    tally.count(3, cases.filter(({ attempts }) => attempts !== undefined).length);
    this.candidates.push(...this.judge(cases));
  }

  private async lookAgain(): Promise<void> {
    if (this.candidates.length === 0) return;
    await beforeSecondLook(this.context);
    const ids = [...new Set(this.candidates.flatMap(({ ids: { orderId } }) => orderId ?? []))];
    for (const batch of batches(ids, BATCH)) {
      const cases = await readSteadyCases(this.context, batch, (id) => this.acknowledged.has(id));
      this.context.tally.add(foundTwice(this.candidates, this.judge(cases)));
    }
  }

  private judge(cases: readonly OrderCase[]): Violation[] {
    const judging = judgingNow(this.context);
    return cases.flatMap((one) => [
      ...judgeStockOfOrder(one, judging),
      ...judgeEnd(one, judging),
      ...judgeMoneyOfOrder(one, judging),
    ]);
  }

  private async *noting(pages: AsyncIterable<readonly string[]>): AsyncGenerator<readonly string[]> {
    for await (const page of pages) {
      this.recent.push(...page.slice(-RECENT));
      this.recent.splice(0, this.recent.length - RECENT);
      yield page;
    }
  }
}

async function* once(ids: readonly string[]): AsyncGenerator<readonly string[]> {
  yield ids;
}

async function* orderIdsOf(
  pages: AsyncIterable<readonly { readonly orderId: string }[]>,
): AsyncGenerator<readonly string[]> {
  for await (const page of pages) yield page.map(({ orderId }) => orderId);
}
