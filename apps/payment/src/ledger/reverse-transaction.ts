import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '@breakwater/database';
import { type Clock, Fault, type IdSource } from '@breakwater/kernel';
import { CLOCK, IDS } from '@breakwater/service-host';
import { reversed } from '../domain/ledger-postings.js';
import { findLedgerTransaction, findReversalOf, postToLedger, readPostings } from './ledger.repository.js';

export interface Reversal {
  readonly id: string;
  readonly reason: string;
  readonly occurredAt: Date;
}

/** The only correction that the ledger knows: the mirror image of a transaction, once. */
@Injectable()
export class ReverseTransaction {
  constructor(
    private readonly database: Database,
    @Inject(IDS) private readonly ids: IdSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns the reversal's id. Throws `payment.ledger.not_found`, `payment.ledger.not_reversible`. */
  run(id: string, reason: string): Promise<string> {
    const reversal = { id: this.ids(), reason, occurredAt: new Date(this.clock.now()) };
    return this.database.transaction((tx) => reverseIn(tx, id, reversal));
  }
}

/** The same inside a transaction of the caller's. */
export async function reverseIn(
  tx: Sql,
  id: string,
  { id: reversalId, reason, occurredAt }: Reversal,
): Promise<string> {
  const known = await findReversalOf(tx, id);
  if (known !== undefined) return known;
  const original = await findLedgerTransaction(tx, id);
  if (original === undefined) throw new Fault('not_found', 'payment.ledger.not_found', `no transaction ${id}`);
  if (original.kind === 'reversal') {
    throw new Fault('conflict', 'payment.ledger.not_reversible', `transaction ${id} is a reversal itself`);
  }
  const { attemptId } = original;
  const reversal = { id: reversalId, kind: 'reversal', attemptId, reverses: id, reason, occurredAt } as const;
  const written = await postToLedger(tx, reversal, reversed(await readPostings(tx, id)));
  // Somebody else was quicker: the insert waited for them.
  return written ? reversalId : (await findReversalOf(tx, id))!;
}
