import type { Cart } from '@breakwater/contracts';
import { money, multiplyMoney, sumMoney } from '@breakwater/kernel';

/** Quantities that the customer asked for and the shop has not confirmed yet; 0 takes the line out. */
export type Wanted = ReadonlyMap<string, number>;

export const MAX_QUANTITY = 99;

/** The cart as it will be when the wanted quantities are confirmed: what the customer clicked shows at once. */
export function withWanted(cart: Cart, wanted: Wanted): Cart {
  if (wanted.size === 0) return cart;
  const lines = cart.lines
    .filter((line) => wanted.get(line.sku) !== 0)
    .map((line) => {
      const quantity = wanted.get(line.sku) ?? line.quantity;
      return { ...line, quantity, lineTotal: multiplyMoney(line.unitPrice, quantity) };
    });
  const { currency } = cart.total;
  const subtotal = sumMoney(
    lines.map((line) => line.lineTotal),
    currency,
  );
  // Shipping and what a coupon is worth are the shop's to say; they are shown with the confirmed answer.
  const full = sumMoney([subtotal, cart.shipping], currency);
  const total = money(Math.max(0, full.amountMinor - (cart.coupon?.discount.amountMinor ?? 0)), currency);
  return { ...cart, lines, subtotal, total };
}

export function countItems(cart: Cart | null): number {
  return cart === null ? 0 : cart.lines.reduce((sum, line) => sum + line.quantity, 0);
}

/** What is missing to free shipping, as minor units; 0 when it is free already. */
export function missingToFreeShipping(cart: Cart): number {
  if (cart.shipping.amountMinor === 0) return 0;
  return Math.max(0, cart.freeShippingFrom.amountMinor - cart.subtotal.amountMinor);
}

/** A whole number from 0 to 99 out of what was typed; undefined while it is none. */
export function parseQuantity(text: string): number | undefined {
  if (!/^\d{1,3}$/.test(text.trim())) return undefined;
  return Math.min(MAX_QUANTITY, Number(text));
}
