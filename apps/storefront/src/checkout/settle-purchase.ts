import type { Order } from '@breakwater/contracts';
import { asApiError } from '@breakwater/web';
import type { PendingPurchase } from './pending-purchase.js';
import { outcomeOf, type PurchaseOutcome } from './purchase-outcome.js';

export interface SettleSurroundings {
  /** Sends the purchase with its key; resolves with the order, rejects with an ApiError. */
  readonly send: (pending: PendingPurchase) => Promise<Order>;
  readonly wait: (ms: number) => Promise<void>;
  readonly random: () => number;
  readonly onRepeat: (attempt: number) => void;
}

const ATTEMPTS = 5;
const LONGEST_WAIT_MS = 8_000;

/** Sends one purchase until its outcome is final, always with the same key and body; gives up as `unsettled`. */
export async function settlePurchase(pending: PendingPurchase, around: SettleSurroundings): Promise<PurchaseOutcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await sendOnce(pending, around);
    if (outcome.kind !== 'unsettled' || attempt === ATTEMPTS) return outcome;
    const backOffMs = Math.min(LONGEST_WAIT_MS, 500 * 2 ** attempt) * (0.5 + around.random() / 2);
    await around.wait(Math.max(backOffMs, Math.min(outcome.error.retryAfterMs ?? 0, LONGEST_WAIT_MS)));
    around.onRepeat(attempt + 1);
  }
}

async function sendOnce(pending: PendingPurchase, around: SettleSurroundings): Promise<PurchaseOutcome> {
  try {
    return { kind: 'placed', order: await around.send(pending) };
  } catch (error) {
    return outcomeOf(asApiError(error), pending.body.expectedTotal);
  }
}
