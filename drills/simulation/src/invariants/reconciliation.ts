import { ruleOf } from '@breakwater/reconciliation/domain/rules';
import type { World } from '../world/world.js';

const BOOKS_OR_MOVES = ['adopt', 'write_off', 'refund', 'refund_duplicate'];

/** What nobody has meddled with is nobody's discrepancy in the end, and nothing was booked for it; what somebody did is named. */
export function checkReconciliation({ reconciliation, outsider, payment, provider }: World): string[] {
  const found: string[] = [];
  const meddledOrders = new Set([...outsider.meddled].map((id) => payment.store.attempts.get(id)?.orderId));
  const ours = new Set(payment.store.refunds.all().map(({ reference }) => reference));
  ours.delete(null);
  const rows = reconciliation.rows.all();
  for (const { key, subject, life, finding } of rows) {
    if (meddledOrders.has(subject)) continue;
    if (life.state === 'open' || life.state === 'waiting')
      found.push(`reconciliation: ${key} is ${life.state}: ${finding.expected}, found ${finding.found}`);
    // A refund of ours whose answer took long may be adopted: it is taken back when the answer comes.
    if (ours.has(finding.target.providerReference)) continue;
    for (const { action, amount } of life.done)
      if (BOOKS_OR_MOVES.includes(action))
        found.push(`reconciliation: ${key}: ${action} of ${amount.amountMinor}, and nobody had meddled with it`);
  }
  for (const id of outsider.refunds) {
    const refund = provider.books.refunds.find((one) => one.id === id)!;
    const named = rows.some(({ finding }) =>
      isAbout(finding.situation, finding.target.providerReference, [id, refund.intent]),
    );
    if (!named) found.push(`reconciliation: the refund ${id} at the provider is not ours, and was never named`);
  }
  return found;
}

function isAbout(situation: Parameters<typeof ruleOf>[0], reference: string | null, ids: readonly string[]): boolean {
  const { kind } = ruleOf(situation);
  return (
    (kind === 'orphan_refund' || kind === 'refund_exceeds_capture') && reference !== null && ids.includes(reference)
  );
}
