import { type Delivery, EMPTY_DELIVERY } from './delivery.js';
import { purchaseStorage } from './purchase-storage.js';

const NAME = 'breakwater.delivery';

/** What was typed before, in this tab: a reload keeps it. Never the card. */
export function readDraft(): Delivery {
  try {
    const draft = JSON.parse(purchaseStorage.getItem(NAME) ?? '{}') as Partial<Delivery>;
    return { ...EMPTY_DELIVERY, ...draft };
  } catch {
    return EMPTY_DELIVERY;
  }
}

export function keepDraft(delivery: Delivery): void {
  purchaseStorage.setItem(NAME, JSON.stringify(delivery));
}
