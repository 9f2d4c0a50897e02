import { Fault } from './fault.js';

/** An amount in integer minor units (cents) of an ISO 4217 currency. Never a float. */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** Builds a Money. Throws `money.amount.invalid` unless the amount is a safe integer and the currency three capitals. */
export function money(amountMinor: number, currency: string): Money {
  if (!Number.isSafeInteger(amountMinor) || !/^[A-Z]{3}$/.test(currency)) {
    throw new Fault('invalid', 'money.amount.invalid', `not an amount of minor units: ${amountMinor} ${currency}`);
  }
  return { amountMinor, currency };
}

/** Sum of two amounts. Throws `money.currency.mismatch` when the currencies differ. */
export function addMoney(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return money(a.amountMinor + b.amountMinor, a.currency);
}

/** The amount times a whole quantity. */
export function multiplyMoney(a: Money, quantity: number): Money {
  return money(a.amountMinor * quantity, a.currency);
}

/** Sum of a list; zero of `currency` when the list is empty. */
export function sumMoney(amounts: readonly Money[], currency: string): Money {
  return amounts.reduce(addMoney, money(0, currency));
}

/** True when amount and currency are the same. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.amountMinor === b.amountMinor && a.currency === b.currency;
}

/**
 * The amount as people write it, such as `€12.50`.
 * The number of minor digits comes from the runtime's currency data (ISO 4217), so JPY has none.
 */
export function formatMoney(a: Money, locale = 'en-IE'): string {
  const format = formatOf(locale, a.currency);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(a.amountMinor / 10 ** digits);
}

/** Making one costs a hundred times as much as using it. */
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
  formats.set(key, known);
  return known;
}

function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new Fault('invalid', 'money.currency.mismatch', `${a.currency} and ${b.currency} do not add up`);
  }
}
