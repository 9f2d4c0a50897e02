import type { Order } from '@breakwater/contracts';
import { asApiError, type Repeating, untilKnown } from '@breakwater/web';
import type { PendingPurchase } from './pending-purchase.js';
import { outcomeOf, type PurchaseOutcome } from './purchase-outcome.js';

export interface SettleSurroundings extends Repeating {
  /** Sends the purchase with its key; resolves with the order, rejects with an ApiError. */
  readonly send: (pending: PendingPurchase) => Promise<Order>;
}

/** Sends one purchase until its outcome is final, always with the same key and body; gives up as `unsettled`. */
export async function settlePurchase(pending: PendingPurchase, around: SettleSurroundings): Promise<PurchaseOutcome> {
  try {
    return { kind: 'placed', order: await untilKnown(() => around.send(pending), around) };
  } catch (error) {
    return outcomeOf(asApiError(error), pending.body.expectedTotal);
  }
}
