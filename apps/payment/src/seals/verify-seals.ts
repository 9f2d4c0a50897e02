import type { Sql } from '@breakwater/database';
import { GENESIS, sealHash } from './seal-hash.js';
import { type Seal, sealRepository } from './seal.repository.js';

export interface BrokenSeal {
  readonly sealId: number;
  readonly reason: string;
}

const PAGE = 100;

/** What is wrong with a seal, given the one before it and the rows as they are now; undefined when it is whole. */
export async function findFlaw(sql: Sql, seal: Seal, before: Seal | undefined): Promise<string | undefined> {
  if (seal.id !== (before?.id ?? 0) + 1) return `seal ${(before?.id ?? 0) + 1} is missing`;
  if (seal.fromXact !== (before?.toXact ?? 0)) return 'it does not begin where the seal before it ends';
  if (seal.previousHash !== (before?.hash ?? GENESIS)) return 'it does not fit the seal before it';
  const transactions = await sealRepository.transactions(sql, seal.fromXact, seal.toXact);
  if (transactions.length !== seal.transactions) {
    return `it was made of ${seal.transactions} transactions, there are ${transactions.length}`;
  }
  return sealHash(seal, transactions) === seal.hash ? undefined : 'its rows are not those that were sealed';
}

/** Looks at every seal, oldest first, in bounded memory; `found` is told of each broken one and may end it by `true`. */
export async function verifySeals(sql: Sql, found: (broken: BrokenSeal) => boolean): Promise<{ seals: number }> {
  let before: Seal | undefined;
  let seals = 0;
  for (;;) {
    const page = await sealRepository.listAfter(sql, before?.id ?? 0, PAGE);
    for (const seal of page) {
      const reason = await findFlaw(sql, seal, before);
      seals++;
      before = seal;
      if (reason !== undefined && found({ sealId: seal.id, reason })) return { seals };
    }
    if (page.length < PAGE) return { seals };
  }
}
