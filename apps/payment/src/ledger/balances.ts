import type { LedgerFacts } from '@breakwater/contracts';
import type { Sql } from '@breakwater/database';
import {
  type AccountBalances,
  balancesOf,
  NO_BALANCES,
  plus,
  type StoredBalance,
  storedBalances,
  sumOfEntries,
} from '../domain/account-balances.js';
import type { Place } from '../seals/seal-hash.js';
import { sealRepository } from '../seals/seal.repository.js';
import { sealablePages } from '../seals/sum-up.js';

const BEHIND = `
  SELECT e.account, e.currency, sum(e.debit_minor)::text AS debit, sum(e.credit_minor)::text AS credit
  FROM ledger.transaction t JOIN ledger.entry e ON e.transaction_id = t.id
  WHERE (t.recorded_in, t.id) >= ($1::bigint, $2::uuid) AND ($3::timestamptz IS NULL OR t.recorded_at <= $3)
  GROUP BY e.account, e.currency`;

/**
 * What each account holds, of what was recorded until `asOf`; now when it is null. The sum is that of the last seal of
 * which everything was recorded until then, and of the rows behind it: of seals that lie across that moment, and of none
 * yet. Of sealed rows as they were sealed.
 */
export async function readBalances(sql: Sql, asOf: string | null): Promise<AccountBalances> {
  const { told, across, end } = await sealRepository.outlook(sql, asOf);
  const rows = await sql.query<Record<'account' | 'currency' | 'debit' | 'credit', string>>(BEHIND, [
    end.xact,
    end.id,
    asOf,
  ]);
  const behind = rows.map(({ account, currency, debit, credit }): StoredBalance => [account, currency, debit, credit]);
  let sum = plus(balancesOf(told ?? []), balancesOf(behind));
  if (asOf === null) return sum;
  for (const { from, to } of across) sum = plus(sum, await sumUntil(sql, from, to, asOf));
  return sum;
}

async function sumUntil(sql: Sql, from: Place, to: Place, asOf: string): Promise<AccountBalances> {
  const moment = microseconds(asOf);
  let sum = NO_BALANCES;
  for await (const page of sealablePages(sql, from, to)) {
    const until = page.filter(({ recordedAt }) => recordedAt <= moment);
    sum = plus(sum, sumOfEntries(until.flatMap(({ entries }) => entries ?? [])));
  }
  return sum;
}

/** In the form of the times of sealed rows. */
function microseconds(at: string): string {
  const [, fraction = ''] = /\.(\d+)Z$/.exec(at) ?? [];
  return `${at.slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** As they are shown; what holds nothing on either side is left out. */
export function accountsOf(balances: AccountBalances): LedgerFacts['accounts'] {
  return storedBalances(balances).flatMap(([name, currency, debit, credit]) => {
    const [debitMinor, creditMinor] = [Number(debit), Number(credit)];
    if (debitMinor === 0 && creditMinor === 0) return [];
    const account = name as LedgerFacts['accounts'][number]['account'];
    return [{ account, currency, debitMinor, creditMinor, balanceMinor: debitMinor - creditMinor }];
  });
}

const UNBALANCED = `
  SELECT t.id FROM ledger.transaction t
  WHERE (t.recorded_in, t.id) >= ($1::bigint, $2::uuid) AND (
    NOT EXISTS (SELECT FROM ledger.entry e WHERE e.transaction_id = t.id)
    OR EXISTS (SELECT FROM ledger.entry e WHERE e.transaction_id = t.id
               GROUP BY e.currency HAVING sum(e.debit_minor) <> sum(e.credit_minor)))
  LIMIT 100`;

/**
 * Transactions that no seal covers yet and whose debits and credits differ: the database takes none, so somebody has been
 * at it. Sealed ones are looked at with their seal.
 */
export async function findUnbalanced(sql: Sql): Promise<string[]> {
  const { end } = await sealRepository.outlook(sql, null);
  return (await sql.query<{ id: string }>(UNBALANCED, [end.xact, end.id])).map(({ id }) => id);
}
