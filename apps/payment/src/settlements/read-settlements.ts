import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { nextReading, type Reading } from '../domain/settlement.js';
import type { PaymentConfig } from '../payment.config.js';
import { providerPages } from '../provider/provider-pages.js';
import { type ProviderPage, StripeProvider } from '../provider/stripe-provider.js';
import { BookTransactions } from './book-transactions.js';
import { PutOff } from './put-off.js';
import { ReadPayouts } from './read-payouts.js';
import { type List, settlementRepository } from './settlement.repository.js';

const PAGE = 100;
const AGAIN_AT_ONCE = 20;
/** One reading in so many goes back over what is known. */
const FULL_EVERY = 12;

type Depth = Reading['depth'];

/**
 * Reads the provider's balance transactions and payouts, a little more than what is new, and books fees and payouts. How
 * far it has read is written down when all of it is booked or put off: what a crash cut off is read again, and booked once.
 */
@Injectable()
export class ReadSettlements {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
    private readonly book: BookTransactions,
    private readonly payouts: ReadPayouts,
    private readonly putOff: PutOff,
    @Inject(CONFIG) private readonly config: PaymentConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    // In an outage the provider has other troubles than our curiosity.
    if (this.provider.health().state !== 'closed') return;
    await this.readList('transactions', (page, depth) => this.readTransactions(page, depth));
    await this.readList('payouts', (page) => this.payouts.run(page));
  }

  /** Something was paid out: do not wait for the next turn. */
  async wake(): Promise<void> {
    await settlementRepository.wake(this.database.writer);
  }

  /** `read` returns when the newest item was made, in the provider's seconds. */
  private async readList(
    list: List,
    read: (page: ProviderPage, depth: Depth) => Promise<number | undefined>,
  ): Promise<void> {
    const { writer } = this.database;
    const now = this.clock.now();
    const { SETTLEMENT_READ_MS: everyMs } = this.config;
    const progress = await settlementRepository.claim(writer, list, new Date(now), everyMs);
    const began = progress === undefined ? null : await settlementRepository.began(writer);
    if (progress === undefined || began === null) return;
    const { fromMs, depth } = nextReading(progress, began.getTime(), now, FULL_EVERY * everyMs);
    try {
      const newest = await read({ fromSeconds: Math.floor(fromMs / 1000), limit: PAGE }, depth);
      await this.putOff.measure();
      if (depth === 'new') return;
      const readUntil = newest === undefined ? null : new Date(newest * 1000);
      await settlementRepository.advance(writer, list, readUntil, new Date(now), depth === 'deep');
    } catch (error) {
      this.log.info({ list, err: error }, 'the provider’s report will be read again');
    }
  }

  private async readTransactions(page: ProviderPage, depth: Depth): Promise<number | undefined> {
    let newest: number | undefined;
    const read = (after: string | undefined) => this.provider.balanceTransactions({ ...page, after });
    for await (const transactions of providerPages(read)) {
      newest ??= transactions[0]?.created;
      faultPoint('payment.settlement.read');
      const { unknown } = await this.book.run(transactions, null);
      if (depth === 'new' && unknown === 0) break;
    }
    for (const id of await this.putOff.due('transaction', AGAIN_AT_ONCE)) {
      await this.book.retry(id, () => this.provider.retrieveBalanceTransaction(id));
    }
    return newest;
  }
}
