import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault, type Money } from '@breakwater/kernel';
import { CLOCK } from '@breakwater/service-host';
import { attemptRepository } from '../attempts/attempt.repository.js';
import { type AdjustmentKind, adjustmentPostings } from '../domain/ledger-postings.js';
import { findLedgerTransaction, postToLedger } from '../ledger/ledger.repository.js';
import { type AdoptedPart, adjustmentRepository } from './adjustment.repository.js';
import { FindAdopted, type Moved } from './find-adopted.js';

export interface Adjustment {
  readonly id: string;
  readonly kind: AdjustmentKind;
  readonly providerReference: string | null;
  readonly attemptId: string | null;
  readonly amount: Money;
  readonly reason: string;
}

/** An adoption and what it is about. */
interface Subject {
  readonly kind: 'adopt_charge' | 'adopt_refund';
  readonly names: readonly string[];
  /** What the provider moved; undefined when it knows no such thing. */
  readonly moved: Money | undefined;
  readonly parts: readonly AdoptedPart[];
}

/** Books what reconciliation could explain, against `discrepancies`. The adjustment's id is the ledger transaction's. */
@Injectable()
export class AdjustLedger {
  constructor(
    private readonly database: Database,
    private readonly findAdopted: FindAdopted,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws `payment.adjustment.mismatch`, `payment.adjustment.already_booked`, `payment.attempt.not_found`,
   * `payment.provider.unavailable`.
   */
  async run(asked: Adjustment): Promise<string> {
    const { writer } = this.database;
    if ((await findLedgerTransaction(writer, asked.id)) !== undefined) await this.refuseMismatch(writer, asked);
    else {
      const subject = await this.subjectOf(asked);
      await this.database.transaction((tx) => this.book(tx, asked, subject));
    }
    return asked.id;
  }

  private async subjectOf({ kind, providerReference, attemptId, amount }: Adjustment): Promise<Subject | undefined> {
    if (providerReference === null || (kind !== 'adopt_charge' && kind !== 'adopt_refund')) return undefined;
    const moved =
      kind === 'adopt_charge'
        ? await this.findAdopted.charge(providerReference)
        : await this.findAdopted.refund(providerReference);
    const { key, names } = moved ?? { key: providerReference, names: [] };
    const isMore = kind === 'adopt_refund' && moved !== undefined && amount.amountMinor > moved.amount.amountMinor;
    const parts =
      isMore && attemptId !== null
        ? await this.partsOf(moved, attemptId, amount.amountMinor)
        : [{ reference: key, amountMinor: amount.amountMinor }];
    return { kind, names: [...new Set([providerReference, key, ...names])], moved: moved?.amount, parts };
  }

  /** More than the one refund that is named: then it is about the others of that payment that we do not know. */
  private async partsOf(named: Moved, attemptId: string, amountMinor: number): Promise<AdoptedPart[]> {
    const own = { reference: named.key, amountMinor: named.amount.amountMinor };
    const intent = (await attemptRepository.find(this.database.writer, attemptId))?.reference ?? null;
    const refunds = intent === null ? [] : await this.findAdopted.refundsOf(intent);
    const keys = refunds.map(({ key }) => key);
    const recorded = await adjustmentRepository.recordedRefunds(this.database.writer, keys);
    const others = refunds
      .filter(({ key }) => key !== named.key && !recorded.has(key))
      .map(({ key, amount }) => ({ reference: key, amountMinor: amount.amountMinor }));
    const sum = others.reduce((all, each) => all + each.amountMinor, own.amountMinor);
    return sum === amountMinor ? [own, ...others] : [own];
  }

  private async book(tx: Sql, asked: Adjustment, subject: Subject | undefined): Promise<void> {
    const { id, kind, providerReference: source, attemptId, amount, reason } = asked;
    // The attempt first, as everybody who books what became of a charge.
    const isCharge = kind === 'adopt_charge';
    if (attemptId !== null && !(await attemptRepository.exists(tx, attemptId, { andStays: isCharge }))) {
      throw new Fault('not_found', 'payment.attempt.not_found', `no attempt ${attemptId}`);
    }
    await adjustmentRepository.lock(tx, [
      source ?? id,
      ...(subject?.names ?? []),
      ...(subject?.parts ?? []).map(({ reference }) => reference),
    ]);
    if ((await findLedgerTransaction(tx, id)) !== undefined) return this.refuseMismatch(tx, asked);
    await this.refuseBooked(tx, asked, subject);
    const occurredAt = new Date(this.clock.now());
    const transaction = { id, kind: 'adjustment', attemptId, reason: `${kind}: ${reason}`, occurredAt } as const;
    await postToLedger(
      tx,
      { ...transaction, ...(source === null ? {} : { source }) },
      adjustmentPostings(kind, amount),
    );
    if (subject !== undefined) await adjustmentRepository.insertParts(tx, id, subject.parts);
  }

  /** To the cent: the books may hold as much of a charge or a refund as the provider has moved, under whatever name. */
  private async refuseBooked(tx: Sql, asked: Adjustment, subject: Subject | undefined): Promise<void> {
    const { kind: asAdjusted, providerReference: source, amount } = asked;
    if (source === null) return;
    if (subject === undefined) {
      if (await adjustmentRepository.isAdjusted(tx, asAdjusted, source)) throw alreadyBooked(source);
      const isMovement = asAdjusted === 'movement_in' || asAdjusted === 'movement_out';
      if (isMovement && (await adjustmentRepository.isSettled(tx, source))) throw alreadyBooked(source);
      return;
    }
    const { kind, names, moved, parts } = subject;
    const adoptions = await adjustmentRepository.adoptionsOf(tx, kind, names);
    const bookedMinor =
      (await adjustmentRepository.bookedMinor(tx, kind, names)) +
      adoptions.reduce((sum, { shareMinor }) => sum + shareMinor, 0);
    const addedMinor = kind === 'adopt_charge' ? amount.amountMinor : (parts[0]?.amountMinor ?? 0);
    const fits = moved?.currency === amount.currency ? bookedMinor + addedMinor <= moved.amountMinor : bookedMinor <= 0;
    if (!fits) throw alreadyBooked(source, { bookedMinor, movedMinor: moved?.amountMinor ?? null });
  }

  private async refuseMismatch(sql: Sql, asked: Adjustment): Promise<void> {
    const known = await adjustmentRepository.find(sql, asked.id);
    const same =
      known !== undefined &&
      known.kind === asked.kind &&
      known.source === asked.providerReference &&
      known.attemptId === asked.attemptId &&
      known.amountMinor === asked.amount.amountMinor &&
      known.currency === asked.amount.currency;
    if (same) return;
    throw new Fault('conflict', 'payment.adjustment.mismatch', `adjustment ${asked.id} exists and is another one`);
  }
}

function alreadyBooked(source: string, details?: object): Fault {
  const text = `${source} is in the books already`;
  return new Fault('conflict', 'payment.adjustment.already_booked', text, details === undefined ? {} : { details });
}
