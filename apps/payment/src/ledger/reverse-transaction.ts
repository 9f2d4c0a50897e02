import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@breakwater/database';
import { type Clock, Fault, type IdSource } from '@breakwater/kernel';
import { CLOCK, IDS } from '@breakwater/service-host';
import { reversed } from '../domain/ledger-postings.js';
import { findLedgerTransaction, findReversalOf, postToLedger, readPostings } from './ledger.repository.js';

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
    return this.database.transaction(async (tx) => {
      const known = await findReversalOf(tx, id);
      if (known !== undefined) return known;
      const original = await findLedgerTransaction(tx, id);
      if (original === undefined) throw new Fault('not_found', 'payment.ledger.not_found', `no transaction ${id}`);
      if (original.kind === 'reversal') {
        throw new Fault('conflict', 'payment.ledger.not_reversible', `transaction ${id} is a reversal itself`);
      }
      const reversal = {
        id: this.ids(),
        kind: 'reversal',
        attemptId: original.attemptId,
        reverses: id,
        reason,
      } as const;
      const occurredAt = new Date(this.clock.now());
      const written = await postToLedger(tx, { ...reversal, occurredAt }, reversed(await readPostings(tx, id)));
      // Somebody else was quicker: the insert waited for them.
      return written ? reversal.id : (await findReversalOf(tx, id))!;
    });
  }
}
