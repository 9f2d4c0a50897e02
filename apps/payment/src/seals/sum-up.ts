import type { Sql } from '@breakwater/database';
import { type AccountBalances, isBalanced, NO_BALANCES, plus, sumOfEntries } from '../domain/account-balances.js';
import type { Place, SealableTransaction } from './seal-hash.js';
import { sealRepository } from './seal.repository.js';

/** More than a seal covers, but for the oldest ones. */
const PAGE = 1000;

/** What the rows between two places come to, as they are now. */
export interface Sum {
  readonly count: number;
  readonly balances: AccountBalances;
  /** The first and the last moment; null when there is no row. */
  readonly recordedFrom: string | null;
  readonly recordedUntil: string | null;
  /** Transactions whose debits and credits differ. */
  readonly unbalanced: readonly string[];
}

/** The rows between two places, page by page, in the order of sealing. */
export async function* sealablePages(sql: Sql, from: Place, to: Place): AsyncGenerator<readonly SealableTransaction[]> {
  for (let at = from; ;) {
    const page = await sealRepository.transactions(sql, at, to, PAGE);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    at = { xact: last.recordedIn, id: after(last.id) };
  }
}

/** In bounded memory; `each` is shown every transaction. */
export async function sumUp(
  sql: Sql,
  from: Place,
  to: Place,
  each: (transaction: SealableTransaction) => void,
): Promise<Sum> {
  let sum: Sum = { count: 0, balances: NO_BALANCES, recordedFrom: null, recordedUntil: null, unbalanced: [] };
  for await (const page of sealablePages(sql, from, to)) {
    for (const transaction of page) each(transaction);
    sum = add(sum, page);
  }
  return sum;
}

function add(sum: Sum, page: readonly SealableTransaction[]): Sum {
  const moments = page.map(({ recordedAt }) => recordedAt);
  const odd = page.filter(({ entries }) => !isBalanced(entries ?? []));
  return {
    count: sum.count + page.length,
    balances: plus(sum.balances, sumOfEntries(page.flatMap(({ entries }) => entries ?? []))),
    recordedFrom: earliest([sum.recordedFrom, ...moments]),
    recordedUntil: latest([sum.recordedUntil, ...moments]),
    unbalanced: [...sum.unbalanced, ...odd.map(({ id }) => id)],
  };
}

/** All of one form, so that their order is that of their text. */
export function latest(moments: readonly (string | null)[]): string | null {
  return moments.reduce((a, b) => (b === null || (a !== null && a > b) ? a : b), null);
}

function earliest(moments: readonly (string | null)[]): string | null {
  return moments.reduce((a, b) => (b === null || (a !== null && a < b) ? a : b), null);
}

/** The id that follows in the order of uuids. */
function after(id: string): string {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
