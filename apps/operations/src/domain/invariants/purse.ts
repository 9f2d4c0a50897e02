import type { MoneyFacts } from './order-case.js';

/** Amounts by their currency, without those that come to nothing: a hundred euros are not a hundred dollars. */
export type Purse = ReadonlyMap<string, number>;

export function purseOf(received: readonly MoneyFacts[], given: readonly MoneyFacts[] = []): Purse {
  const sums = new Map<string, number>();
  for (const { amountMinor, currency } of received) sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
  for (const { amountMinor, currency } of given) sums.set(currency, (sums.get(currency) ?? 0) - amountMinor);
  return new Map([...sums].filter(([, minor]) => minor !== 0));
}

export function samePurse(one: Purse, other: Purse): boolean {
  return one.size === other.size && [...one].every(([currency, minor]) => other.get(currency) === minor);
}

export function inWords(purse: Purse): string {
  return [...purse].map(([currency, minor]) => `${minor} ${currency}`).join(' and ') || 'nothing';
}
