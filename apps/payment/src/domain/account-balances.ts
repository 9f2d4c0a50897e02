/** What accounts hold, by name. bigint: what the sums of years come to may be more than a number holds exactly. */
export type AccountBalances = ReadonlyMap<string, Sides>;

interface Sides {
  readonly debit: bigint;
  readonly credit: bigint;
}

/** As it is stored: account, currency, debit, credit. */
export type StoredBalance = readonly [account: string, currency: string, debit: string, credit: string];

/** An entry as it is sealed: id, account, debit, credit, currency. */
export type SealedEntry = readonly string[];

const NOTHING: Sides = { debit: 0n, credit: 0n };
export const NO_BALANCES: AccountBalances = new Map();

export function balancesOf(stored: readonly StoredBalance[]): AccountBalances {
  return new Map(
    stored.map(([account, currency, debit, credit]) => [
      `${account} ${currency}`,
      { debit: BigInt(debit), credit: BigInt(credit) },
    ]),
  );
}

/** In the order of their names. */
export function storedBalances(balances: AccountBalances): StoredBalance[] {
  return [...balances]
    .map(([name, { debit, credit }]): StoredBalance => {
      const [account = '', currency = ''] = name.split(' ');
      return [account, currency, String(debit), String(credit)];
    })
    .toSorted(([a, b], [c, d]) => compare(a, c) || compare(b, d));
}

export function sumOfEntries(entries: readonly SealedEntry[]): AccountBalances {
  const sum = new Map<string, Sides>();
  for (const [, account, debit = '0', credit = '0', currency] of entries) {
    const name = `${account} ${currency}`;
    const former = sum.get(name) ?? NOTHING;
    sum.set(name, { debit: former.debit + BigInt(debit), credit: former.credit + BigInt(credit) });
  }
  return sum;
}

export function plus(some: AccountBalances, others: AccountBalances, sign = 1n): AccountBalances {
  const sum = new Map(some);
  for (const [name, { debit, credit }] of others) {
    const former = sum.get(name) ?? NOTHING;
    sum.set(name, { debit: former.debit + sign * debit, credit: former.credit + sign * credit });
  }
  return sum;
}

/** What has to be added to `others` to have `some`; nothing where they agree. */
export function minus(some: AccountBalances, others: AccountBalances): AccountBalances {
  return new Map([...plus(some, others, -1n)].filter(([, { debit, credit }]) => debit !== 0n || credit !== 0n));
}

/** True when debits equal credits in each currency, and there is anything at all. */
export function isBalanced(entries: readonly SealedEntry[]): boolean {
  const left = new Map<string, bigint>();
  for (const [, , debit = '0', credit = '0', currency = ''] of entries) {
    left.set(currency, (left.get(currency) ?? 0n) + BigInt(debit) - BigInt(credit));
  }
  return entries.length > 0 && [...left.values()].every((difference) => difference === 0n);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
