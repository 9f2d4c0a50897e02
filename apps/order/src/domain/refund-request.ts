import { Fault } from '@breakwater/kernel';
import type { Line, Order, OrderState } from './order-model.js';
import { refundableMinor } from './refunds.js';

/** What was bought, as far as it matters to what a part of it costs. */
export interface Bought {
  readonly lines: readonly (Line & { readonly unitPriceMinor: number })[];
  /** Of everything together, before the discount. */
  readonly grossMinor: number;
  readonly discountMinor: number;
}

export interface AskedRefund {
  readonly amountMinor?: number | undefined;
  readonly lines?: readonly Line[] | undefined;
}

const NOTHING_OUT: readonly OrderState[] = ['declined', 'rejected', 'cancelled'];

/**
 * How much to give back and what comes back with it: the amount that was asked for, or what the lines cost (less their share
 * of the discount, without shipping), or all that is left. Throws `order.refund.unknown_line`.
 */
export function whatToRefund(order: Order, bought: Bought, asked: AskedRefund): { amountMinor: number; lines: Line[] } {
  const back = order.refunds.filter(({ state }) => state !== 'failed').flatMap(({ lines }) => lines);
  const lines = linesOf(asked, bought, back);
  return {
    amountMinor: asked.amountMinor ?? (asked.lines === undefined ? refundableMinor(order) : worth(lines, bought, back)),
    // Stock of an order that ended without a payment went back then.
    lines: NOTHING_OUT.includes(order.state) ? [] : lines,
  };
}

function linesOf(asked: AskedRefund, bought: Bought, back: readonly Line[]): Line[] {
  const left = merge(bought.lines);
  for (const { sku, quantity } of back) left.set(sku, (left.get(sku) ?? 0) - quantity);
  if (asked.lines === undefined) return asked.amountMinor === undefined ? linesIn(left) : [];
  const wanted = linesIn(merge(asked.lines));
  const unknown = wanted.filter(({ sku, quantity }) => quantity > (left.get(sku) ?? 0));
  if (unknown.length > 0) {
    throw new Fault('unprocessable', 'order.refund.unknown_line', 'not in the order, or given back already', {
      publicMessage: 'Some of this is not part of the order, or has been given back already.',
      details: { lines: unknown },
    });
  }
  return wanted;
}

/** The difference of two sums, so that the parts add up to the whole whatever is rounded. */
function worth(lines: readonly Line[], bought: Bought, back: readonly Line[]): number {
  return lessDiscount([...back, ...lines], bought) - lessDiscount(back, bought);
}

function lessDiscount(lines: readonly Line[], { lines: priced, grossMinor, discountMinor }: Bought): number {
  const prices = new Map(priced.map(({ sku, unitPriceMinor }) => [sku, unitPriceMinor]));
  const minor = lines.reduce((sum, { sku, quantity }) => sum + quantity * (prices.get(sku) ?? 0), 0);
  return minor - Math.floor((discountMinor * minor) / Math.max(1, grossMinor));
}

function merge(lines: readonly Line[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return sums;
}

function linesIn(sums: ReadonlyMap<string, number>): Line[] {
  return [...sums].filter(([, quantity]) => quantity > 0).map(([sku, quantity]) => ({ sku, quantity }));
}
