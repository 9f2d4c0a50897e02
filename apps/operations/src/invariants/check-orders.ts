import { isQuiet, type OrderCase } from '../domain/invariants/order-case.js';
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
/** Whether these hold is seen however much of the order is still under way. */
const SEEN_AT_ONCE = [
  LOST,
  'invariant.order.stuck',
  'invariant.money.captured_twice',
  'invariant.money.ledger_disagrees',
];

/** Every order that any service has touched, as all of them see it. */
export class CheckOrders {
  private candidates: Violation[] = [];
  private readonly earlier: ReadonlyMap<string, readonly Violation[]>;
  private readonly seen = new Set<string>();
  private readonly acknowledged = new Set<string>();
  /** Some that were changed last, for those who want to try a few. */
  readonly recent: string[] = [];

  constructor(private readonly context: CheckContext) {
    // What names the provider's reference is judged beside the provider's own facts.
    const mine = context.earlier.filter(({ invariant, ids }) => invariant <= 3 && !('providerReference' in ids));
    this.earlier = Map.groupBy(mine, ({ ids }) => ids['orderId'] ?? '');
    for (const { code, ids } of mine) if (code === LOST && ids['orderId']) this.acknowledged.add(ids['orderId']);
  }

  async run(): Promise<void> {
    const { sources, window, earlier } = this.context;
    // First those that somebody was told of: seen before as any other order, they would not be missed.
    await this.stream([1, 2, 3], sources.acknowledgedOrders(window), true);
    await this.stream([1, 2, 3], once(earlier.flatMap(({ ids }) => ids['orderId'] ?? [])), false);
    await this.stream([1, 2, 3], sources.unfinishedOrders(), false);
    await this.stream([1, 2, 3], this.noting(sources.changedOrders(window)), false);
    await this.stream([1], sources.changedReservations(window), false);
    await this.stream([3], orderIdsOf(sources.changedAttempts(window)), false);
    await this.lookAgain();
  }

  private async stream(
    invariants: readonly Invariant[],
    pages: AsyncIterable<readonly string[]>,
    told: boolean,
  ): Promise<void> {
    await orNotChecked(this.context, invariants, async () => {
      for await (const page of pages) {
        const ids = [...new Set(page)].filter((id) => !this.seen.has(id));
        if (this.seen.size > REMEMBERED) this.seen.clear();
        for (const id of ids) this.seen.add(id);
        for (const batch of batches(ids, BATCH)) {
          await this.judgeBatch(batch, told);
          if (this.candidates.length > MOST_CANDIDATES) await this.lookAgain();
        }
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
    this.candidates.push(...tally.roomFor(this.judge(cases)));
  }

  private async lookAgain(): Promise<void> {
    const { candidates } = this;
    this.candidates = [];
    if (candidates.length === 0) return;
    await orNotChecked(this.context, [1, 2, 3], () => this.confirm(candidates));
  }

  private async confirm(candidates: readonly Violation[]): Promise<void> {
    await beforeSecondLook(this.context);
    const ids = [...new Set(candidates.flatMap(({ ids: { orderId } }) => orderId ?? []))];
    for (const batch of batches(ids, BATCH)) {
      const cases = await readSteadyCases(this.context, batch, (id) => this.acknowledged.has(id));
      this.context.tally.add(foundTwice(candidates, this.judge(cases)));
      const steady = new Set(cases.map(({ orderId }) => orderId));
      for (const id of batch) if (!steady.has(id)) this.context.tally.add(this.earlier.get(id) ?? []);
    }
  }

  private judge(cases: readonly OrderCase[]): Violation[] {
    const judging = judgingNow(this.context);
    return cases.flatMap((one) => {
      if (!isQuiet(one, judging)) this.keepOpen(one.orderId);
      return [...judgeStockOfOrder(one, judging), ...judgeEnd(one, judging), ...judgeMoneyOfOrder(one, judging)];
    });
  }

  /** What cannot be judged for now has not been put right by that. */
  private keepOpen(orderId: string): void {
    const open = this.earlier.get(orderId) ?? [];
    this.context.tally.add(open.filter(({ code }) => !SEEN_AT_ONCE.includes(code)));
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
