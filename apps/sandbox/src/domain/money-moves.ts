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
}

export interface BalanceTransaction {
  readonly id: string;
  readonly created: number;
  readonly type: 'charge' | 'refund';
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly source: string;
  readonly description: string | null;
  readonly availableOn: number;
}

/** The provider's price: 1.5 % and 25 minor units of each captured charge; refunds do not give it back. */
export function feeOf(amount: number): number {
  return Math.round(amount * 0.015) + 25;
}

/** Money is paid out two days after it came in. */
export const AVAILABLE_AFTER_SECONDS = 2 * 24 * 3600;
/** A hold that nobody captures is given back after seven days. */
export const HOLD_SECONDS = 7 * 24 * 3600;
