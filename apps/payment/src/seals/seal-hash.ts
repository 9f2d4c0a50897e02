import { createHash } from 'node:crypto';
import type { SealedEntry, StoredBalance } from '../domain/account-balances.js';

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
  readonly entries: readonly SealedEntry[] | null;
}

/** A place in the ledger: what a database transaction wrote, and in that the id. */
export interface Place {
  readonly xact: number;
  readonly id: string;
}

export interface SealHeader {
  readonly id: number;
  readonly version: number;
  /** It covers from here ... */
  readonly from: Place;
  /** ... up to, not including, this place. */
  readonly to: Place;
  readonly transactions: number;
  readonly sealedAt: string;
  readonly previousHash: string;
  /** The first moment of its own rows, the last one of all that is sealed. */
  readonly recordedFrom: string;
  readonly recordedUntil: string;
  /** Of all that is sealed. */
  readonly balances: readonly StoredBalance[];
}

/** Seals of version 1 do not tell balances with their hash, and cover what whole database transactions wrote. */
export const SEAL_VERSION = 2;

/** What the first seal has before it. */
export const GENESIS = '0'.repeat(64);
export const FIRST_ID = '00000000-0000-0000-0000-000000000000';
/** Where the first seal begins. */
export const BEGINNING: Place = { xact: 0, id: FIRST_ID };

/** SHA-256 over the seal before, this one's own data, and every row of its batch: one line of JSON each. */
export class SealHash {
  private readonly hash = createHash('sha256');

  constructor(header: SealHeader) {
    const { id, from, to, sealedAt, previousHash, transactions } = header;
    if (header.version === 1) {
      this.line('seal/1', id, from.xact, to.xact, sealedAt, previousHash, transactions);
    } else {
      this.line('seal/2', id, from.xact, from.id, to.xact, to.id, sealedAt, previousHash, transactions);
      this.line(header.recordedFrom, header.recordedUntil, header.balances);
    }
  }

  add(transaction: SealableTransaction): void {
    const { id, kind, attemptId, refundId, source, reverses, reason, occurredAt, recordedAt, recordedIn } = transaction;
    const { entries } = transaction;
    this.line(id, kind, attemptId, refundId, source, reverses, reason, occurredAt, recordedAt, recordedIn, entries);
  }

  /** Ends it. */
  digest(): string {
    return this.hash.digest('hex');
  }

  private line(...values: unknown[]): void {
    this.hash.update(`${JSON.stringify(values)}\n`);
  }
}
