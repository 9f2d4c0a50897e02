import type { Order } from '@breakwater/contracts';
import { formatMoney, money } from '@breakwater/kernel';

/** Whatever state it is in: a charge may be found after an order has ended. */
export const mayRefund = ({ refundable }: Pick<Order, 'refundable'>): boolean => refundable.amountMinor > 0;

/** `12.50` or `12,5` as minor units; undefined when it is no amount, or more exact than the currency. */
export function parseAmount(text: string, currency: string): number | undefined {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim());
  const [, whole, part = ''] = match ?? [];
  if (whole === undefined || part.length > digits) return undefined;
  return Number(whole + part.padEnd(digits, '0'));
}

export type RefundChoice = 'rest' | 'amount' | 'lines';

export interface RefundDraft {
  readonly choice: RefundChoice;
  readonly amount: string;
  readonly quantities: Readonly<Record<string, number>>;
  readonly reason: string;
}

export const EMPTY_DRAFT: RefundDraft = { choice: 'rest', amount: '', quantities: {}, reason: '' };

export interface RefundBody {
  readonly amountMinor?: number;
  readonly lines?: { readonly sku: string; readonly quantity: number }[];
  readonly reason: string;
}

/** The body to send, or what is wrong with the draft in words. */
export function refundBody(order: Order, draft: RefundDraft): RefundBody | string {
  const reason = draft.reason.trim();
  if (reason === '') return 'Say why: the customer reads it too.';
  switch (draft.choice) {
    case 'rest':
      return { reason };
    case 'amount': {
      const amountMinor = parseAmount(draft.amount, order.total.currency);
      if (amountMinor === undefined || amountMinor === 0) return 'Enter an amount, such as 12.50.';
      if (amountMinor > order.refundable.amountMinor) return 'There is not that much left to give back.';
      return { amountMinor, reason };
    }
    case 'lines': {
      const lines = order.lines.flatMap(({ sku }) => {
        const quantity = draft.quantities[sku] ?? 0;
        return quantity > 0 ? [{ sku, quantity }] : [];
      });
      return lines.length === 0 ? 'Choose what comes back.' : { lines, reason };
    }
  }
}

/** What will be done, as the operator is asked and as it is named until its outcome is known. */
export function refundWords({ lines, refundable }: Pick<Order, 'lines' | 'refundable'>, body: RefundBody): string {
  if (body.lines !== undefined) {
    const names = body.lines.map(
      ({ sku, quantity }) => `${quantity} × ${lines.find((line) => line.sku === sku)?.title ?? sku}`,
    );
    return `What ${names.join(', ')} cost goes back to the card, and the things go back on the shelf.`;
  }
  if (body.amountMinor === undefined) {
    return `Everything that is left, ${formatMoney(refundable)}, goes back to the card, and the things go back on the shelf.`;
  }
  return `${formatMoney(money(body.amountMinor, refundable.currency))} goes back to the card.`;
}
