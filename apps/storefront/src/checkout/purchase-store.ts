import { type Checkout, placeOrder } from '@breakwater/contracts';
import { announce, call, createStore, newIdempotencyKey, pause } from '@breakwater/web';
import { reloadCartEverywhere } from '../cart/cart-store.js';
import { oneTabAtATime } from './one-tab-at-a-time.js';
import { endPurchase, type PendingPurchase, readPending, startPurchase } from './pending-purchase.js';
import type { PurchaseOutcome } from './purchase-outcome.js';
import { purchaseStorage } from './purchase-storage.js';
import { settlePurchase } from './settle-purchase.js';

export interface PurchaseState {
  readonly phase: 'idle' | 'paying' | 'repeating';
  readonly outcome: PurchaseOutcome | { readonly kind: 'other_tab' } | undefined;
}

/** The one purchase of this tab. It outlives the checkout page: who walks away finds the answer when coming back. */
export const purchase = createStore<PurchaseState>({ phase: 'idle', outcome: undefined });

/** Buys; while a purchase has no final answer, repeats that one instead. */
export function buy(body: Checkout): Promise<void> {
  return settle(() => startPurchase(purchaseStorage, body, newIdempotencyKey, Date.now()));
}

/** Asks again what became of the purchase that has no final answer; does nothing when there is none. */
export async function repeatPurchase(): Promise<void> {
  const pending = readPending(purchaseStorage, Date.now());
  if (pending !== undefined) await settle(() => pending);
}

export function forgetOutcome(): void {
  if (purchase.get().phase === 'idle') purchase.set({ phase: 'idle', outcome: undefined });
}

async function settle(start: () => PendingPurchase): Promise<void> {
  if (purchase.get().phase !== 'idle') return;
  purchase.set({ phase: 'paying', outcome: undefined });
  const result = await oneTabAtATime(() => settleAndForget(start()));
  if (result !== undefined && result.kind !== 'unsettled') await reloadCartEverywhere();
  purchase.set({ phase: 'idle', outcome: result ?? { kind: 'other_tab' } });
}

async function settleAndForget(pending: PendingPurchase): Promise<PurchaseOutcome> {
  const outcome = await settlePurchase(pending, surroundings);
  if (outcome.kind !== 'unsettled') endPurchase(purchaseStorage, pending.key);
  return outcome;
}

const surroundings = {
  send: ({ key, body }: PendingPurchase) =>
    call(placeOrder, { body, headers: { 'idempotency-key': key }, timeoutMs: 30_000 }),
  wait: (ms: number) => pause(ms),
  random: () => Math.random(),
  onRepeat: () => {
    purchase.set({ phase: 'repeating', outcome: undefined });
    announce('The shop has not answered yet, we ask again');
  },
};
