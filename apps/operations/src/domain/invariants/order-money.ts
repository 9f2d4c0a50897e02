import { type AttemptFacts, isSettled, type Judging, type OrderCase } from './order-case.js';
import type { Violation } from './violation.js';

const SOLD = ['paid', 'fulfilled'];
const GIVEN_BACK = ['declined', 'rejected', 'cancelled', 'refunded'];

/** The third invariant, among order, payment and the ledger: one capture at most, and the same money everywhere. */
export function judgeMoneyOfOrder(of: OrderCase, judging: Judging): Violation[] {
  const { orderId, order, attempts } = of;
  if (attempts === undefined) return [];
  const found = (code: string, message: string): Violation => ({
    invariant: 3,
    code,
    message,
    ids: { orderId },
  });
  const violations = attempts.flatMap(judgeLedgerOfAttempt);
  const captures = attempts.filter(({ captured }) => captured.amountMinor > 0);
  if (captures.length > 1)
    violations.push(found('invariant.money.captured_twice', `${captures.length} attempts were captured`));
  if (!attempts.every((attempt) => attempt.settled && isSettled(attempt, judging))) return violations;

  const captured = sum(attempts, ({ captured: money }) => money.amountMinor);
  const kept = captured - sum(attempts, ({ refunded }) => refunded.amountMinor);
  if (order === null) {
    if (kept !== 0)
      violations.push(found('invariant.money.kept_without_order', `${kept} was kept for an order that is not there`));
    return violations;
  }
  if (order.steps.length > 0 || !isSettled(order, judging)) return violations;
  const total = order.total.amountMinor;
  if (SOLD.includes(order.state) && captured !== total) {
    violations.push(
      found(
        'invariant.money.sold_without_capture',
        `the order is ${order.state} at ${total}, captured was ${captured}`,
      ),
    );
  }
  if (GIVEN_BACK.includes(order.state) && kept !== 0) {
    violations.push(
      found('invariant.money.kept_after_end', `the order is ${order.state}, ${kept} of its money was kept`),
    );
  }
  return violations;
}

/** Payment's own numbers beside its ledger, from one statement: no time is needed for them to agree. */
function judgeLedgerOfAttempt({ orderId, attemptId, captured, refunded, ledger }: AttemptFacts): Violation[] {
  const kept = captured.amountMinor - refunded.amountMinor;
  if (kept === ledger.amountMinor) return [];
  return [
    {
      invariant: 3,
      code: 'invariant.money.ledger_disagrees',
      message: `captured less refunded is ${kept} ${captured.currency}, the ledger says ${ledger.amountMinor}`,
      ids: { orderId, attemptId },
    },
  ];
}

function sum(attempts: readonly AttemptFacts[], amount: (attempt: AttemptFacts) => number): number {
  return attempts.reduce((total, attempt) => total + amount(attempt), 0);
}
