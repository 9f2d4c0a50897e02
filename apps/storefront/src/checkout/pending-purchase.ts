import type { Checkout } from '@breakwater/contracts';

/** A purchase that was sent, or is about to be, and has no final answer yet. It holds no card data. */
export interface PendingPurchase {
  readonly key: string;
  readonly body: Checkout;
  readonly startedAtMs: number;
}

export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const NAME = 'breakwater.purchase';
/** The shop remembers a key for a day; after that a repeat could buy again. */
const MAX_AGE_MS = 24 * 3_600_000;

export function readPending(storage: KeyValueStorage, nowMs: number): PendingPurchase | undefined {
  const pending = parse(storage.getItem(NAME));
  if (pending === undefined || nowMs - pending.startedAtMs > MAX_AGE_MS) return undefined;
  return pending;
}

/**
 * Writes the purchase down before it is sent. While an earlier one has no final answer, that one is returned instead: a second
 * click, a reload or a changed form can only repeat it.
 */
export function startPurchase(
  storage: KeyValueStorage,
  body: Checkout,
  newKey: () => string,
  nowMs: number,
): PendingPurchase {
  const earlier = readPending(storage, nowMs);
  if (earlier !== undefined) return earlier;
  const pending = { key: newKey(), body, startedAtMs: nowMs };
  storage.setItem(NAME, JSON.stringify(pending));
  return pending;
}

/** Forgets the purchase with this key: its answer is final. */
export function endPurchase(storage: KeyValueStorage, key: string): void {
  if (parse(storage.getItem(NAME))?.key === key) storage.removeItem(NAME);
}

function parse(text: string | null): PendingPurchase | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<PendingPurchase> | null;
    const isWhole =
      typeof value?.key === 'string' && typeof value.startedAtMs === 'number' && typeof value.body === 'object';
    return isWhole ? (value as PendingPurchase) : undefined;
  } catch {
    return undefined;
  }
}
