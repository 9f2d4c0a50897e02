import { addMoney, money, type Money, multiplyMoney, sumMoney } from '@breakwater/kernel';

export interface ShippingRule {
  readonly flatMinor: number;
  readonly freeFromMinor: number;
  readonly currency: string;
}

export interface Totals {
  readonly subtotal: Money;
  readonly shipping: Money;
  readonly total: Money;
}

/** Sums a cart. Shipping is flat, and free from a subtotal on; an empty cart ships nothing. */
export function totals(lines: readonly { unitPrice: Money; quantity: number }[], rule: ShippingRule): Totals {
  const subtotal = sumMoney(
    lines.map(({ unitPrice, quantity }) => multiplyMoney(unitPrice, quantity)),
    rule.currency,
  );
  const free = lines.length === 0 || subtotal.amountMinor >= rule.freeFromMinor;
  const shipping = money(free ? 0 : rule.flatMinor, rule.currency);
  return { subtotal, shipping, total: addMoney(subtotal, shipping) };
}
