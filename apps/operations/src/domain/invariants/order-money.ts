import { type AttemptFacts, isSettled, type Judging, type OrderCase, type OrderFacts } from './order-case.js';
import { inWords, purseOf, type Purse, samePurse } from './purse.js';
import type { Violation } from './violation.js';

const SOLD = ['paid', 'fulfilled'];
const GIVEN_BACK = ['declined', 'rejected', 'cancelled', 'refunded'];

/** The third invariant, among order, payment and the ledger: one capture is kept at most, and the same money everywhere. */
export function judgeMoneyOfOrder(of: OrderCase, judging: Judging): Violation[] {
  const { orderId, order, attempts } = of;
  if (attempts === undefined) return [];
  const found = (code: string, message: string): Violation => ({ invariant: 3, code, message, ids: { orderId } });
  const violations = attempts.flatMap(judgeLedgerOfAttempt);
  const keeping = attempts.filter((attempt) => keptOf([attempt]).size > 0);
  if (keeping.length > 1) {
    violations.push(found('invariant.money.captured_twice', `${keeping.length} attempts were captured and kept`));
  }
  if (!attempts.every((attempt) => attempt.settled && isSettled(attempt, judging))) return violations;

  const kept = keptOf(attempts);
  if (order === null) {
    if (kept.size > 0)
      violations.push(
        found('invariant.money.kept_without_order', `${inWords(kept)} kept for an order that is not there`),
      );
    return violations;
  }
  if (order.steps.length > 0 || !isSettled(order, judging)) return violations;
  if (SOLD.includes(order.state)) violations.push(...judgeSold(order, attempts));
  if (GIVEN_BACK.includes(order.state) && kept.size > 0) {
    violations.push(
      found('invariant.money.kept_after_end', `the order is ${order.state}, ${inWords(kept)} of its money was kept`),
    );
  }
  return violations;
}

/** What is kept for it is its total less what it has given back. A capture that was given back as a whole counts for nothing. */
function judgeSold({ orderId, state, total, refunded }: OrderFacts, attempts: readonly AttemptFacts[]): Violation[] {
  const due = purseOf([total], [refunded]);
  const kept = keptOf(attempts);
  if (samePurse(due, kept)) return [];
  const keeping = attempts.filter((attempt) => keptOf([attempt]).size > 0);
  const captured = purseOf((keeping.length > 0 ? keeping : attempts).map((attempt) => attempt.captured));
  // Captured as it should be, so that the refunds are what differs; also when all of it went back.
  const asSold = samePurse(captured, purseOf([total])) || (keeping.length === 0 && captured.size > 0);
  const code = asSold ? 'invariant.money.refund_disagrees' : 'invariant.money.sold_without_capture';
  const back = inWords(purseOf([refunded]));
  const message = `the order is ${state} at ${inWords(purseOf([total]))} with ${back} given back, kept was ${inWords(kept)}`;
  return [{ invariant: 3, code, message, ids: { orderId } }];
}

function keptOf(attempts: readonly AttemptFacts[]): Purse {
  return purseOf(
    attempts.map(({ captured }) => captured),
    attempts.map(({ refunded }) => refunded),
  );
}

/** Payment's own numbers beside its ledger, from one statement: no time is needed for them to agree. */
function judgeLedgerOfAttempt(attempt: AttemptFacts): Violation[] {
  const { orderId, attemptId, ledger } = attempt;
  const kept = keptOf([attempt]);
  const booked = purseOf([ledger]);
  if (samePurse(kept, booked)) return [];
  return [
    {
      invariant: 3,
      code: 'invariant.money.ledger_disagrees',
      message: `captured less refunded is ${inWords(kept)}, the ledger says ${inWords(booked)}`,
      ids: { orderId, attemptId },
    },
  ];
}
