import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, type IdSource, money } from '@breakwater/kernel';
import { CLOCK, IDS, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Stripe } from 'stripe';
import { bookingsOf } from '../domain/settlement.js';
import { providerFactOf } from '../facts/provider-fact.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { type NewTransaction, settlementRepository } from './settlement.repository.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Writes down some of the provider's balance transactions, and books what is new: each once, whoever reads it again. */
@Injectable()
export class BookTransactions {
  constructor(
    private readonly database: Database,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** `payoutId`: the payout that carries them. All or none; returns how many were not known. */
  async run(transactions: readonly Stripe.BalanceTransaction[], payoutId: string | null): Promise<number> {
    if (transactions.length === 0) return 0;
    const rows = await this.rowsOf(transactions, payoutId);
    return this.database.transaction(async (tx) => {
      await settlementRepository.lock(tx);
      let unknown = 0;
      for (const row of rows) if (await this.book(tx, row)) unknown++;
      if (payoutId !== null)
        await settlementRepository.assignPayout(
          tx,
          payoutId,
          rows.map(({ id }) => id),
        );
      return unknown;
    });
  }

  /** False when it was known. */
  private async book(tx: Sql, row: NewTransaction): Promise<boolean> {
    const { id, type, currency, feeMinor, attemptId, createdAt: occurredAt } = row;
    const seen = await settlementRepository.insert(tx, row, new Date(this.clock.now()));
    if (seen === 'known') return false;
    if (seen === 'repeated') {
      this.log.warn({ transactionId: id, source: row.source }, 'the provider reports one movement twice');
      return true;
    }
    for (const { kind, postings } of bookingsOf({ type, amount: money(row.amountMinor, currency), feeMinor })) {
      await postToLedger(tx, { id: this.ids(), kind, attemptId, source: id, occurredAt }, postings);
    }
    return true;
  }

  /** Oldest first: of one movement that is reported twice the first report counts. */
  private async rowsOf(
    transactions: readonly Stripe.BalanceTransaction[],
    payoutId: string | null,
  ): Promise<NewTransaction[]> {
    const facts = transactions.map((each) => ({ each, fact: providerFactOf(each, payoutId) })).toReversed();
    const attempts = await settlementRepository.attemptsOf(
      this.database.writer,
      facts.flatMap(({ fact }) => fact.providerReference ?? []),
      facts.flatMap(({ fact }) => (fact.attemptId !== null && UUID.test(fact.attemptId) ? [fact.attemptId] : [])),
    );
    return facts.map(({ each, fact }) => ({
      id: each.id,
      type: each.type,
      source: fact.source,
      attemptId: attempts.get(fact.providerReference ?? '') ?? attempts.get(fact.attemptId ?? '') ?? null,
      currency: each.currency.toUpperCase(),
      amountMinor: each.amount,
      feeMinor: each.fee,
      netMinor: each.net,
      payoutId: fact.payoutId,
      createdAt: new Date(each.created * 1000),
    }));
  }
}
