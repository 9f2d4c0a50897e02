import type { ProviderFact } from './facts.js';
import type { Situation } from './rules.js';

const ADOPTED: ReadonlySet<Situation> = new Set(['stray_charge', 'charged_after_end', 'orphan_refund']);

/**
 * What was adopted and is still there has only found another name, or payment records it; then payment takes the adoption
 * back in the same transaction, and nobody else may.
 */
export function isLeftToPayment(situation: Situation, ref: string, shown: readonly ProviderFact[]): boolean {
  return ADOPTED.has(situation) && shown.some(({ id, source }) => (source ?? id) === ref);
}
