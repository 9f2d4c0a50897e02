import { createHash } from 'node:crypto';

/** A transaction of the ledger as it is sealed: amounts and entry ids as text, times to the microsecond. */
export interface SealableTransaction {
  readonly id: string;
  readonly kind: string;
  readonly attemptId: string | null;
  readonly refundId: string | null;
  readonly source: string | null;
  readonly reverses: string | null;
  readonly reason: string | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly recordedIn: number;
  readonly entries: readonly (readonly string[])[] | null;
}

export interface SealHeader {
  readonly id: number;
  readonly fromXact: number;
  readonly toXact: number;
  readonly sealedAt: string;
  readonly previousHash: string;
}

/** What the first seal has before it. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 over the seal before, this one's own data, and every row of its batch: one line of JSON each. */
export function sealHash(header: SealHeader, transactions: readonly SealableTransaction[]): string {
  const hash = createHash('sha256');
  const line = (...values: unknown[]): void => void hash.update(`${JSON.stringify(values)}\n`);
  line('seal/1', header.id, header.fromXact, header.toXact, header.sealedAt, header.previousHash, transactions.length);
  for (const each of transactions) {
    const { id, kind, attemptId, refundId, source, reverses, reason, occurredAt, recordedAt, recordedIn } = each;
    line(id, kind, attemptId, refundId, source, reverses, reason, occurredAt, recordedAt, recordedIn, each.entries);
  }
  return hash.digest('hex');
}
