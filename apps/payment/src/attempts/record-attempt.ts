import { Inject, Injectable } from '@nestjs/common';
import { ATTEMPT_CHANGED } from '@breakwater/contracts';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault, type IdSource, isFault } from '@breakwater/kernel';
import { CLOCK, IDS, LOGGER, Outbox } from '@breakwater/service-host';
import type { Logger } from '@breakwater/telemetry';
import { takeBackAdoption } from '../adjustments/take-back-adoption.js';
import type { AttemptEvent, ProviderStep } from '../domain/attempt.js';
import { decideAttempt, providerStep } from '../domain/decide-attempt.js';
import { capturePostings } from '../domain/ledger-postings.js';
import { lookAgainInMs } from '../domain/look-again.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { attemptRepository } from './attempt.repository.js';
import { attemptOf, type AttemptRow, viewOf } from './attempt.row.js';

export interface Recorded {
  readonly row: AttemptRow;
  /** What the rules want to ask the provider next. */
  readonly next: ProviderStep | undefined;
}

/** Writes down what happened to an attempt: state, ledger and outbox in one transaction. */
@Injectable()
export class RecordAttempt {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Throws `payment.attempt.illegal_move` when the event does not apply. */
  async apply(id: string, event: AttemptEvent): Promise<Recorded> {
    const recorded = await this.database.transaction((tx) => this.applyIn(tx, id, event));
    this.outbox.wake();
    return recorded;
  }

  /**
   * The same for what the provider says. News that does not fit (money where there should be none) changes nothing
   * here: reconciliation will name it, and the log does.
   */
  async applyNews(id: string, event: AttemptEvent): Promise<Recorded> {
    try {
      return await this.apply(id, event);
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.attempt.illegal_move') throw error;
      this.log.error({ attemptId: id, event: event.type, err: error }, 'the provider reports what cannot be');
      return { row: await this.find(id), next: undefined };
    }
  }

  /** Throws `payment.attempt.not_found`. */
  async find(id: string): Promise<AttemptRow> {
    return found(await attemptRepository.find(this.database.writer, id), id);
  }

  async applyIn(tx: Sql, id: string, event: AttemptEvent): Promise<Recorded> {
    const row = found(await attemptRepository.lock(tx, id), id);
    const before = attemptOf(row);
    const { state: after, effects } = decideAttempt(before, event);
    if (after === before) return { row, next: providerStep(effects) };
    const now = new Date(this.clock.now());
    const lookInMs = lookAgainInMs(after.state, after.state === row.state ? row.looks : 0);
    const nextLookAt = lookInMs === null ? null : new Date(now.getTime() + lookInMs);
    const saved = await attemptRepository.save(tx, id, after, now, nextLookAt);
    if (effects.includes('post_capture')) await this.postCapture(tx, saved, now);
    if (effects.includes('publish')) await this.publish(tx, saved);
    return { row: saved, next: providerStep(effects) };
  }

  private async postCapture(tx: Sql, row: AttemptRow, occurredAt: Date): Promise<void> {
    const amount = { amountMinor: row.capturedMinor, currency: row.currency };
    const entry = { id: this.ids(), kind: 'capture', attemptId: row.id, occurredAt } as const;
    const known = { kind: 'adopt_charge', reference: row.reference ?? '', at: occurredAt } as const;
    await takeBackAdoption(tx, { ...known, amountMinor: row.capturedMinor }, this.ids);
    if (await postToLedger(tx, entry, capturePostings(amount, row.couponDiscountMinor))) return;
    throw new Error(`attempt ${row.id} is in the ledger already`);
  }

  private publish(tx: Sql, row: AttemptRow): Promise<void> {
    const data = { attempt: viewOf(row), orderId: row.orderId };
    return this.outbox.publish(tx, { type: ATTEMPT_CHANGED, destination: 'order', data });
  }
}

function found(row: AttemptRow | undefined, id: string): AttemptRow {
  if (row === undefined) throw new Fault('not_found', 'payment.attempt.not_found', `no attempt ${id}`);
  return row;
}
