import { Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import type { Stripe } from 'stripe';
import { providerPages } from '../provider/provider-pages.js';
import { type ProviderPage, StripeProvider } from '../provider/stripe-provider.js';
import { BookTransactions } from './book-transactions.js';
import { PutOff } from './put-off.js';
import { type NewPayout, settlementRepository } from './settlement.repository.js';

const PAGE = 100;
const OPEN_AT_ONCE = 20;

/**
 * Reads the provider's payouts, follows those that have not arrived, and books what each carries. Each on its own: one
 * that cannot be read is put off, and is none of our facts until all that it carries is booked.
 */
@Injectable()
export class ReadPayouts {
  constructor(
    private readonly database: Database,
    private readonly provider: StripeProvider,
    private readonly book: BookTransactions,
    private readonly putOff: PutOff,
  ) {}

  /** Returns when the newest payout was made. */
  async run(page: ProviderPage): Promise<number | undefined> {
    let newest: number | undefined;
    const seen = new Set<string>();
    for await (const payouts of providerPages((after) => this.provider.payouts({ ...page, after }))) {
      newest ??= payouts[0]?.created;
      const ids = payouts.map(({ id }) => id);
      const waiting = await this.putOff.waiting('payout', ids);
      for (const id of ids) seen.add(id);
      for (const payout of payouts) if (!waiting.has(payout.id)) await this.save(payout.id, async () => payout);
    }
    await this.follow(seen);
    const unread = await settlementRepository.unreadPayouts(this.database.writer);
    const waiting = await this.putOff.waiting(
      'payout_transactions',
      unread.map(({ id }) => id),
    );
    for (const { id, status } of unread) {
      if (!waiting.has(id))
        await this.putOff.attempt('payout_transactions', id, () => this.readTransactions(id, status));
    }
    return newest;
  }

  /** Those that the list shows no more, or that could not be stored. */
  private async follow(seen: ReadonlySet<string>): Promise<void> {
    const open = await settlementRepository.openPayouts(this.database.writer, OPEN_AT_ONCE);
    const waiting = await this.putOff.waiting('payout', open);
    const due = await this.putOff.due('payout', OPEN_AT_ONCE);
    for (const id of new Set([...open.filter((each) => !waiting.has(each)), ...due])) {
      if (!seen.has(id)) await this.save(id, () => this.provider.retrievePayout(id));
    }
  }

  private async save(id: string, read: () => Promise<Stripe.Payout>): Promise<void> {
    await this.putOff.attempt('payout', id, async () =>
      settlementRepository.savePayout(this.database.writer, payoutOf(await read())),
    );
  }

  private async readTransactions(payout: string, status: string): Promise<void> {
    let [netMinor, putOff] = [0, 0];
    const read = (after: string | undefined): Promise<Stripe.ApiList<Stripe.BalanceTransaction>> =>
      this.provider.balanceTransactions({ payout, after, limit: PAGE });
    for await (const transactions of providerPages(read)) {
      putOff += (await this.book.run(transactions, payout)).putOff;
      // A payout's own transaction takes the sum out of the balance again, so it does not count.
      for (const { source, net } of transactions) if (idOf(source) !== payout) netMinor += net;
    }
    if (putOff > 0) throw new Error(`${putOff} of its transactions cannot be booked`);
    await settlementRepository.markRead(this.database.writer, payout, status, netMinor);
  }
}

function idOf(source: Stripe.BalanceTransaction['source']): string | null {
  return typeof source === 'string' ? source : (source?.id ?? null);
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
