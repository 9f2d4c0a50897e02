import type { Order } from '@breakwater/contracts';

/** What may still be given back, in minor units: refunds under way are counted as given. */
export function refundableMinor({ total, refunds }: Pick<Order, 'total' | 'refunds'>): number {
  return refunds.reduce(
    (left, { amount, state }) => (state === 'failed' ? left : left - amount.amountMinor),
    total.amountMinor,
  );
}

export const mayRefund = (order: Pick<Order, 'state' | 'total' | 'refunds'>): boolean =>
  (order.state === 'paid' || order.state === 'fulfilled') && refundableMinor(order) > 0;

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
      if (amountMinor > refundableMinor(order)) return 'There is not that much left to give back.';
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
