import type { Sql } from '@breakwater/database';
import { type AccountBalances, balancesOf, minus, NO_BALANCES } from '../domain/account-balances.js';
import { BEGINNING, GENESIS, SealHash } from './seal-hash.js';
import { type Seal, sealRepository } from './seal.repository.js';
import { latest, sumUp, type Sum } from './sum-up.js';

export interface BrokenSeal {
  readonly sealId: number;
  readonly reason: string;
}

/** What a look at a seal and its rows, as they are now, has shown. */
export interface Examined {
  /** Undefined when it is whole. */
  readonly flaw: string | undefined;
  readonly unbalanced: readonly string[];
  /** What its rows come to, less what they came to when they were sealed. */
  readonly drift: AccountBalances;
}

const PAGE = 100;

/** `before`: the seal before it, as it is now. In bounded memory. */
export async function examine(sql: Sql, seal: Seal, before: Seal | undefined): Promise<Examined> {
  const hash = new SealHash(seal);
  const sum = await sumUp(sql, seal.from, seal.to, (each) => hash.add(each));
  const misplaced = flawOfPlace(seal, before);
  const sealed = minus(balancesOf(seal.balances), balancesOf(before?.balances ?? []));
  // What the seal before it told is not known when that is not the one before it.
  const drift = misplaced === undefined ? minus(sum.balances, sealed) : NO_BALANCES;
  return {
    flaw: misplaced ?? flawOfRows(seal, before, sum, hash.digest(), drift),
    unbalanced: sum.unbalanced,
    drift,
  };
}

function flawOfPlace(seal: Seal, before: Seal | undefined): string | undefined {
  if (seal.id !== (before?.id ?? 0) + 1) return `seal ${(before?.id ?? 0) + 1} is missing`;
  const { xact, id } = before?.to ?? BEGINNING;
  if (seal.from.xact !== xact || seal.from.id !== id) return 'it does not begin where the seal before it ends';
  if (seal.previousHash !== (before?.hash ?? GENESIS)) return 'it does not fit the seal before it';
  return undefined;
}

function flawOfRows(
  seal: Seal,
  before: Seal | undefined,
  sum: Sum,
  hash: string,
  drift: AccountBalances,
): string | undefined {
  if (sum.count !== seal.transactions) {
    return `it was made of ${seal.transactions} transactions, there are ${sum.count}`;
  }
  if (hash !== seal.hash) return 'its rows are not those that were sealed';
  if (drift.size > 0) return 'its balances are not what its rows come to';
  const recordedUntil = latest([before?.recordedUntil ?? null, sum.recordedUntil]);
  if (sum.recordedFrom === seal.recordedFrom && recordedUntil === seal.recordedUntil) return undefined;
  return 'its moments are not those of its rows';
}

/** Looks at every seal, oldest first, in bounded memory; `seen` is told of each and may end it by `true`. */
export async function verifySeals(
  sql: Sql,
  seen: (seal: Seal, examined: Examined) => boolean,
): Promise<{ seals: number }> {
  let before: Seal | undefined;
  let seals = 0;
  for (;;) {
    const page = await sealRepository.listAfter(sql, before?.id ?? 0, PAGE);
    for (const seal of page) {
      const examined = await examine(sql, seal, before);
      seals++;
      before = seal;
      if (seen(seal, examined)) return { seals };
    }
    if (page.length < PAGE) return { seals };
  }
}
