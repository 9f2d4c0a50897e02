import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, type IdSource, money } from '@breakwater/kernel';
import { CLOCK, IDS, LOGGER } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import type { Stripe } from 'stripe';
import { bookingsOf } from '../domain/settlement.js';
import { providerFactOf } from '../facts/provider-fact.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { refundRepository } from '../refunds/refund.repository.js';
import { strayRefundRepository } from '../strays/stray-refund.repository.js';
import { isEverybodys, PutOff } from './put-off.js';
import { type NewTransaction, settlementRepository } from './settlement.repository.js';
import { troubleRepository } from './trouble.repository.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Transactions = readonly Stripe.BalanceTransaction[];

export interface Booked {
  /** How many were not known. */
  readonly unknown: number;
  /** How many could not be booked and have to wait. */
  readonly putOff: number;
}

/** Writes down some of the provider's balance transactions, and books what is new: each once, whoever reads it again. */
@Injectable()
export class BookTransactions {
  constructor(
    private readonly database: Database,
    private readonly putOff: PutOff,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** `payoutId`: the payout that carries them. Together when that is possible, else each on its own. */
  async run(transactions: Transactions, payoutId: string | null): Promise<Booked> {
    const waiting = await this.putOff.waiting(
      'transaction',
      transactions.map(({ id }) => id),
    );
    const rest = transactions.filter(({ id }) => !waiting.has(id));
    const { unknown, putOff } = await this.together(rest, payoutId);
    return { unknown, putOff: putOff + waiting.size };
  }

  /** One whose turn has come again. */
  async retry(id: string, read: () => Promise<Stripe.BalanceTransaction>): Promise<void> {
    await this.putOff.attempt('transaction', id, async () => void (await this.book([await read()], null)));
  }

  private async together(transactions: Transactions, payoutId: string | null): Promise<Booked> {
    if (transactions.length === 0) return { unknown: 0, putOff: 0 };
    try {
      const unknown = await this.book(transactions, payoutId);
      const ids = transactions.map(({ id }) => id);
      await troubleRepository.over(this.database.writer, 'transaction', ids);
      return { unknown, putOff: 0 };
    } catch (error) {
      if (isEverybodys(error)) throw error;
    }
    let [unknown, putOff] = [0, 0];
    for (const each of transactions.toReversed()) {
      const book = async (): Promise<void> => void (unknown += await this.book([each], payoutId));
      if (!(await this.putOff.attempt('transaction', each.id, book))) putOff++;
    }
    return { unknown, putOff };
  }

  /** All or none; returns how many were not known. */
  private async book(transactions: Transactions, payoutId: string | null): Promise<number> {
    const rows = await this.rowsOf(transactions, payoutId);
    return this.database.transaction(async (tx) => {
      await settlementRepository.lock(tx);
      let unknown = 0;
      for (const row of rows) if (await this.bookOne(tx, row)) unknown++;
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
  private async bookOne(tx: Sql, row: NewTransaction): Promise<boolean> {
    const { id, type, currency, feeMinor, attemptId, createdAt: occurredAt } = row;
    const seen = await settlementRepository.insert(tx, row, new Date(this.clock.now()));
    if (seen === 'known') return false;
    if (seen === 'repeated') {
      this.log.warn({ transactionId: id, source: row.source }, 'the provider reports one movement twice');
      return true;
    }
    if (type === 'refund_failure' && row.source !== null) await this.lookAgain(tx, row.source);
    for (const { kind, postings } of bookingsOf({ type, amount: money(row.amountMinor, currency), feeMinor })) {
      await postToLedger(tx, { id: this.ids(), kind, attemptId, source: id, occurredAt }, postings);
    }
    return true;
  }

  /** A refund came back. Whoever made it asks how it is, and books what that comes to. */
  private async lookAgain(tx: Sql, reference: string): Promise<void> {
    const now = new Date(this.clock.now());
    await refundRepository.lookAgain(tx, { reference }, now);
    await strayRefundRepository.lookAgain(tx, reference, now);
  }

  /** Oldest first: of one movement that is reported twice the first report counts. */
  private async rowsOf(transactions: Transactions, payoutId: string | null): Promise<NewTransaction[]> {
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
