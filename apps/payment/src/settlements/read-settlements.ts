import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Clock } from '@breakwater/kernel';
import { faultPoint } from '@breakwater/resilience';
import { CLOCK, CONFIG, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Stripe } from 'stripe';
import { nextReading, type Reading } from '../domain/settlement.js';
import type { PaymentConfig } from '../payment.config.js';
import { type ProviderPage, StripeProvider } from '../provider/stripe-provider.js';
import { BookTransactions } from './book-transactions.js';
import { type List, type NewPayout, settlementRepository } from './settlement.repository.js';

const PAGE = 100;
const OPEN_AT_ONCE = 20;
/** One reading in so many goes back over what is known. */
const FULL_EVERY = 12;

type Depth = Reading['depth'];

/**
 * Reads the provider's balance transactions and payouts, a little more than what is new, and books fees and payouts. How
 * far it has read is written down when all of it is booked: what a crash cut off is read again, and booked once.
 */
@Injectable()
export class ReadSettlements {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
    private readonly book: BookTransactions,
    @Inject(CONFIG) private readonly config: PaymentConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async run(): Promise<void> {
    // In an outage the provider has other troubles than our curiosity.
    if (this.provider.health().state !== 'closed') return;
    await this.readList('transactions', (page, depth) => this.readTransactions(page, depth));
    await this.readList('payouts', (page) => this.readPayouts(page));
  }

  /** Something was paid out: do not wait for the next turn. */
  async wake(): Promise<void> {
    await settlementRepository.wake(this.database.writer);
  }

  /** `read` returns when the newest item was made. */
  private async readList(list: List, read: (page: ProviderPage, depth: Depth) => Promise<Date | null>): Promise<void> {
    const { writer } = this.database;
    const now = this.clock.now();
    const { SETTLEMENT_READ_MS: everyMs } = this.config;
    const progress = await settlementRepository.claim(writer, list, new Date(now), everyMs);
    const began = progress === undefined ? null : await settlementRepository.began(writer);
    if (progress === undefined || began === null) return;
    const { fromMs, depth } = nextReading(progress, began.getTime(), now, FULL_EVERY * everyMs);
    try {
      const newest = await read({ fromSeconds: Math.floor(fromMs / 1000), limit: PAGE }, depth);
      if (depth === 'new') return;
      await settlementRepository.advance(writer, list, newest, new Date(now), depth === 'deep');
    } catch (error) {
      this.log.info({ list, err: error }, 'the provider’s report will be read again');
    }
  }

  private async readTransactions(page: ProviderPage, depth: Depth): Promise<Date | null> {
    let newest: Date | null = null;
    for await (const { data } of this.pages((after) => this.provider.balanceTransactions({ ...page, after }))) {
      newest ??= createdAt(data[0]);
      faultPoint('payment.settlement.read');
      const unknown = await this.book.run(data, null);
      if (depth === 'new' && unknown === 0) break;
    }
    return newest;
  }

  private async readPayouts(page: ProviderPage): Promise<Date | null> {
    const { writer } = this.database;
    let newest: Date | null = null;
    const seen = new Set<string>();
    for await (const { data } of this.pages((after) => this.provider.payouts({ ...page, after }))) {
      newest ??= createdAt(data[0]);
      for (const payout of data) {
        seen.add(payout.id);
        await settlementRepository.savePayout(writer, payoutOf(payout));
      }
    }
    for (const id of await settlementRepository.openPayouts(writer, OPEN_AT_ONCE)) {
      if (!seen.has(id))
        await settlementRepository.savePayout(writer, payoutOf(await this.provider.retrievePayout(id)));
    }
    for (const { id, status } of await settlementRepository.unreadPayouts(writer)) await this.readMembers(id, status);
    return newest;
  }

  private async readMembers(payout: string, status: string): Promise<void> {
    for await (const { data } of this.pages((after) =>
      this.provider.balanceTransactions({ payout, after, limit: PAGE }),
    )) {
      await this.book.run(data, payout);
    }
    await settlementRepository.markRead(this.database.writer, payout, status);
  }

  private async *pages<T extends { id: string }>(
    read: (after: string | undefined) => Promise<Stripe.ApiList<T>>,
  ): AsyncGenerator<Stripe.ApiList<T>> {
    let after: string | undefined;
    do {
      const page = await read(after);
      yield page;
      after = page.has_more ? page.data.at(-1)?.id : undefined;
    } while (after !== undefined);
  }
}

function createdAt(newest: { created: number } | undefined): Date | null {
  return newest === undefined ? null : new Date(newest.created * 1000);
}

const STATUSES = ['pending', 'in_transit', 'paid', 'canceled', 'failed'] as const;

function payoutOf(payout: Stripe.Payout): NewPayout {
  return {
    id: payout.id,
    amountMinor: payout.amount,
    currency: payout.currency.toUpperCase(),
    // A status that this version does not know is not final.
    status: STATUSES.find((status) => status === payout.status) ?? 'in_transit',
    createdAt: new Date(payout.created * 1000),
    arrivalDate: new Date(payout.arrival_date * 1000),
  };
}
