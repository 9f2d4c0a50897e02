import { isFault } from '@breakwater/kernel';
import type { Step } from '../domain/order.js';
import { meaningOfFault, type StepOutcome } from '../domain/step-outcomes.js';
import type { OrderRecord } from './order-record.js';

/** What came of it, should it fail as well. Passing trouble is thrown. */
export async function understood(
  step: Step,
  order: OrderRecord,
  take: () => Promise<StepOutcome>,
): Promise<StepOutcome> {
  try {
    return await take();
  } catch (error) {
    const meaning = isFault(error) ? meaningOfFault(step, order.progress, error) : 'passing';
    if (meaning === 'passing') throw error;
    return meaning;
  }
}

/** When this payment was begun. */
export function reservedAt({ timeline, placedAt }: OrderRecord): number {
  const at = timeline.findLast(({ state }) => state === 'reserved')?.at;
  return at === undefined ? placedAt.getTime() : Date.parse(at);
}
