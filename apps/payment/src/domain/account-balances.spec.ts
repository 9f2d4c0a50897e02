import { describe, expect, it } from '@jest/globals';
import { balancesOf, isBalanced, minus, NO_BALANCES, plus, storedBalances, sumOfEntries } from './account-balances.js';

const entry = (account: string, debit: number, credit: number, currency = 'EUR') => [
  '1',
  account,
  String(debit),
  String(credit),
  currency,
];

describe('balances of accounts', () => {
  it('add up entries by account and currency, and read again as they were stored', () => {
    const sum = sumOfEntries([
      entry('bank', 5, 0),
      entry('fees', 0, 5),
      entry('bank', 0, 2),
      entry('bank', 1, 0, 'USD'),
    ]);
    const stored = storedBalances(sum);
    expect(stored).toEqual([
      ['bank', 'EUR', '5', '2'],
      ['bank', 'USD', '1', '0'],
      ['fees', 'EUR', '0', '5'],
    ]);
    expect(storedBalances(balancesOf(stored))).toEqual(stored);
  });

  it('are exact where a number is not', () => {
    const huge = balancesOf([['bank', 'EUR', '9007199254740993', '0']]);
    expect(storedBalances(plus(huge, sumOfEntries([entry('bank', 2, 0)])))).toEqual([
      ['bank', 'EUR', '9007199254740995', '0'],
    ]);
  });

  it('differ in nothing from themselves, and in what was added', () => {
    const some = sumOfEntries([entry('bank', 5, 0), entry('fees', 0, 5)]);
    expect(minus(some, some)).toEqual(NO_BALANCES);
    expect(storedBalances(minus(plus(some, sumOfEntries([entry('fees', 3, 0)])), some))).toEqual([
      ['fees', 'EUR', '3', '0'],
    ]);
  });
});

describe('a transaction balances', () => {
  it('in each currency by itself, and not without entries', () => {
    expect(isBalanced([entry('bank', 5, 0), entry('fees', 0, 5)])).toBe(true);
    expect(isBalanced([entry('bank', 5, 0), entry('fees', 0, 4)])).toBe(false);
    expect(isBalanced([entry('bank', 5, 0), entry('fees', 0, 5, 'USD')])).toBe(false);
    expect(isBalanced([])).toBe(false);
  });
});
