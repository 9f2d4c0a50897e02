import { money, type Money, multiplyMoney, sumMoney } from '@breakwater/kernel';
import { discountOf } from './coupon.js';

export interface ShippingRule {
  readonly flatMinor: number;
  readonly freeFromMinor: number;
  readonly currency: string;
}

/** What a coupon may take off, and what must be left. */
export interface DiscountRule {
  readonly couponMinor: number;
  readonly leastMinor: number;
}

export interface Totals {
  readonly subtotal: Money;
  readonly shipping: Money;
  readonly discount: Money;
  /** subtotal + shipping - discount, never negative. */
  readonly total: Money;
}

/** Sums a cart. Shipping is flat, and free from a subtotal on (before the discount); an empty cart ships nothing. */
export function totals(
  lines: readonly { unitPrice: Money; quantity: number }[],
  { currency, flatMinor, freeFromMinor }: ShippingRule,
  { couponMinor, leastMinor }: DiscountRule = { couponMinor: 0, leastMinor: 0 },
): Totals {
  const subtotal = sumMoney(
    lines.map(({ unitPrice, quantity }) => multiplyMoney(unitPrice, quantity)),
    currency,
  );
  const free = lines.length === 0 || subtotal.amountMinor >= freeFromMinor;
  const shipping = money(free ? 0 : flatMinor, currency);
  const gross = subtotal.amountMinor + shipping.amountMinor;
  const discount = money(discountOf(couponMinor, gross, leastMinor), currency);
  return { subtotal, shipping, discount, total: money(gross - discount.amountMinor, currency) };
}
