import type { CardBehaviour, Decline } from './test-cards.js';

/** A card that a customer gave. The number itself is never kept. */
export interface PaymentMethod {
  readonly id: string;
  readonly created: number;
  readonly card: CardBehaviour & {
    readonly brand: string;
    readonly country: string;
    readonly last4: string;
    readonly expMonth: number;
    readonly expYear: number;
    readonly fingerprint: string;
  };
  readonly billing: { readonly name: string | null; readonly email: string | null; readonly phone: string | null };
  readonly metadata: Readonly<Record<string, string>>;
  /** Without a customer it pays once. */
  readonly used: boolean;
}

export interface Charge {
  readonly id: string;
  readonly created: number;
  readonly paymentIntent: string;
  readonly paymentMethod: string;
  readonly amount: number;
  readonly amountCaptured: number;
  readonly amountRefunded: number;
  readonly currency: string;
  readonly captured: boolean;
  /** The hold was given back, by cancelling or because it ran out. */
  readonly released: boolean;
  readonly decline: Decline | null;
  readonly authenticated: boolean;
  readonly balanceTransaction: string | null;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Refund {
  readonly id: string;
  readonly created: number;
  readonly charge: string;
  readonly paymentIntent: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: 'duplicate' | 'fraudulent' | 'requested_by_customer' | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly balanceTransaction: string;
  /** Without it: succeeded. */
  readonly status?: RefundStatus;
  /** When it becomes what its card makes of it; without it, it stays as it is. */
  readonly settlesAt?: number;
  readonly failureBalanceTransaction?: string;
}

export type RefundStatus = 'pending' | 'succeeded' | 'failed';

export interface BalanceTransaction {
  readonly id: string;
  readonly created: number;
  readonly type: 'charge' | 'refund' | 'refund_failure' | 'payout' | 'payout_failure';
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
  readonly availableOn: number;
  /** The payout that carries it; of a payout its own. */
  readonly payout?: string;
}

/** Money on its way to the shop's bank, after fees. */
export interface Payout {
  readonly id: string;
  readonly created: number;
  readonly arrivalDate: number;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'in_transit' | 'paid' | 'failed';
  readonly balanceTransaction: string;
  readonly failureBalanceTransaction?: string;
  /** It will never stand on the bank's statement, though the provider says that it is paid. */
  readonly lostAtBank: boolean;
}

/** One line of the bank's statement. */
export interface BankLine {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly currency: string;
  readonly reference: string;
}

/** The provider's price: 1.5 % and 25 minor units of each captured charge; refunds do not give it back. */
export function feeOf(amount: number): number {
  return Math.round(amount * 0.015) + 25;
}

/** A refund that is not done at once. */
export const REFUND_SETTLES_AFTER_SECONDS = 60;
/** Money is paid out two days after it came in. */
export const AVAILABLE_AFTER_SECONDS = 2 * 24 * 3600;
/** Payouts are made once a day, and are at the bank a day later. */
export const PAYOUT_EVERY_SECONDS = 24 * 3600;
export const ARRIVES_AFTER_SECONDS = 24 * 3600;
/** A hold that nobody captures is given back after seven days. */
export const HOLD_SECONDS = 7 * 24 * 3600;
