import type { Sql } from '@breakwater/database';
import type { IdSource } from '@breakwater/kernel';
import { adjustmentPostings } from '../domain/ledger-postings.js';
import { postToLedger } from '../ledger/ledger.repository.js';
import { reverseIn } from '../ledger/reverse-transaction.js';
import { type AdoptedPart, type Adoption, adjustmentRepository } from './adjustment.repository.js';

export interface Known {
  readonly kind: 'adopt_charge' | 'adopt_refund';
  /** The PaymentIntent of a charge, the id of a refund. */
  readonly reference: string;
  readonly amountMinor: number;
  readonly at: Date;
}

/**
 * Reconciliation has seen it at the provider before its answer came here, and booked it; now it is booked as what it is.
 * So as much is taken back: an adoption is reversed, and what is left of it is adopted again.
 */
export async function takeBackAdoption(tx: Sql, known: Known, ids: IdSource): Promise<void> {
  await adjustmentRepository.lock(tx, [known.reference]);
  let leftMinor = known.amountMinor;
  for (const adoption of await adjustmentRepository.adoptionsOf(tx, known.kind, [known.reference])) {
    const takenMinor = Math.min(leftMinor, adoption.shareMinor);
    if (takenMinor === 0) return;
    leftMinor -= takenMinor;
    await reverseIn(tx, adoption.id, { id: ids(), reason: `${nameOf(known)} is known now`, occurredAt: known.at });
    if (adoption.amountMinor > takenMinor) await adoptRest(tx, known, adoption, takenMinor, ids());
  }
}

async function adoptRest(tx: Sql, known: Known, adoption: Adoption, takenMinor: number, id: string): Promise<void> {
  const { source, attemptId, currency } = adoption;
  const amountMinor = adoption.amountMinor - takenMinor;
  const reason = `${known.kind}: what is left of ${adoption.id}`;
  await postToLedger(
    tx,
    { id, kind: 'adjustment', attemptId, reason, occurredAt: known.at, ...(source === null ? {} : { source }) },
    adjustmentPostings(known.kind, { amountMinor, currency }),
  );
  const parts: readonly AdoptedPart[] =
    adoption.parts.length > 0 ? adoption.parts : [{ reference: known.reference, amountMinor: adoption.amountMinor }];
  const left = parts
    .map((part) =>
      part.reference === known.reference ? { ...part, amountMinor: part.amountMinor - takenMinor } : part,
    )
    .filter((part) => part.amountMinor > 0);
  if (left.length > 0) await adjustmentRepository.insertParts(tx, id, left);
}

function nameOf({ kind }: Known): string {
  return kind === 'adopt_charge' ? 'the capture' : 'the refund';
}
