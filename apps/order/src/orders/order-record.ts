import type { Address, OrderLine } from '@breakwater/contracts';
import type { Money } from '@breakwater/kernel';
import type { Order as Progress, OrderState } from '../domain/order.js';

/** An order as it is stored: what was bought, by whom, and how far it has come. */
export interface OrderRecord {
  readonly id: string;
  readonly number: string;
  readonly sessionId: string;
  readonly customerId: string | null;
  readonly cartId: string;
  readonly idempotencyKey: string;
  readonly email: string;
  readonly shippingAddress: Address;
  readonly lines: readonly OrderLine[];
  readonly subtotal: Money;
  readonly shipping: Money;
  readonly discount: Money;
  /** The coupon that the discount is for. */
  readonly couponCode: string | null;
  readonly total: Money;
  /** Null: none was given yet. */
  readonly paymentMethod: string | null;
  readonly attemptId: string;
  readonly progress: Progress;
  /** The coupon that was given for the wait. */
  readonly apology: { readonly code: string; readonly amount: Money; readonly expiresAt: Date } | null;
  readonly timeline: readonly { readonly state: OrderState; readonly at: string }[];
  /** Grows with each change; a change decided on an older one is thrown away. */
  readonly version: number;
  readonly tries: number;
  readonly placedAt: Date;
  readonly updatedAt: Date;
}
