import type { Money, Order } from '@breakwater/contracts';
import { type ApiError, isOutcomeUnknown, isRecord } from '@breakwater/web';
import { couponWords } from '../cart/coupon-words.js';

export interface MissingLine {
  readonly sku: string;
  readonly available: number;
}

/** What came of a purchase, as the customer is told. All but `unsettled` are final. */
export type PurchaseOutcome =
  | { readonly kind: 'placed'; readonly order: Order }
  | { readonly kind: 'declined'; readonly words: string; readonly order: Order | undefined }
  | { readonly kind: 'sold_out'; readonly missing: readonly MissingLine[] }
  | { readonly kind: 'total_changed'; readonly before: Money }
  | { readonly kind: 'coupon_refused'; readonly words: string }
  | { readonly kind: 'cart_empty' }
  | { readonly kind: 'already_sent' }
  /** An order of this cart is under way elsewhere: whether money moves, that one knows. */
  | { readonly kind: 'in_checkout'; readonly retryAfterMs: number }
  | { readonly kind: 'refused'; readonly words: string }
  | { readonly kind: 'unsettled'; readonly error: ApiError };

const IN_CHECKOUT_MS = 2_000;

export function outcomeOf(error: ApiError, expectedTotal: Money): PurchaseOutcome {
  if (isOutcomeUnknown(error)) return { kind: 'unsettled', error };
  switch (error.code) {
    case 'order.payment.declined': {
      const order = orderIn(error);
      return { kind: 'declined', words: declineWords(order?.decline?.code, order?.decline?.message), order };
    }
    case 'order.stock.insufficient':
      return { kind: 'sold_out', missing: missingIn(error.details) };
    case 'order.total.changed':
      return { kind: 'total_changed', before: expectedTotal };
    case 'order.cart.empty':
      return { kind: 'cart_empty' };
    case 'order.order.rejected':
      return { kind: 'refused', words: 'It could not be completed: its payment or its things did not come together.' };
    case 'order.cart.in_checkout':
      return { kind: 'in_checkout', retryAfterMs: error.retryAfterMs ?? IN_CHECKOUT_MS };
    case 'idempotency.key.reused':
      return { kind: 'already_sent' };
    default:
      if (!error.code.startsWith('coupon.')) return { kind: 'refused', words: error.message };
      return { kind: 'coupon_refused', words: couponWords(error.code) ?? error.message };
  }
}

const DECLINES: Readonly<Record<string, string>> = {
  insufficient_funds: 'There is not enough money on this card for the order.',
  expired_card: 'This card has expired.',
  incorrect_cvc: 'The security code does not belong to this card.',
  incorrect_number: 'The bank does not know this card number.',
  lost_card: 'The bank does not accept this card any more. Please ask your bank.',
  stolen_card: 'The bank does not accept this card any more. Please ask your bank.',
  card_velocity_exceeded: 'This card was used too often in a short time. Please wait or use another one.',
  authentication_required: 'Your bank wants you to confirm the payment and could not be asked.',
  processing_error: 'The bank could not process the payment just now. Please try again in a moment.',
};

export function declineWords(code: string | undefined, message: string | undefined): string {
  return DECLINES[code ?? ''] ?? message ?? 'Your bank did not accept the payment and gave no reason.';
}

/** The order as it is after a refusal that names it. */
export function orderIn({ details }: ApiError): Order | undefined {
  return isRecord(details) && isRecord(details.order) ? (details.order as Order) : undefined;
}

/** The lines that stock ran out for; empty when the shop did not name them. */
function missingIn(details: unknown): MissingLine[] {
  const lines = isRecord(details) && Array.isArray(details.lines) ? (details.lines as unknown[]) : [];
  return lines.flatMap((line) => {
    if (!isRecord(line) || typeof line.sku !== 'string') return [];
    return [{ sku: line.sku, available: typeof line.available === 'number' ? line.available : 0 }];
  });
}
