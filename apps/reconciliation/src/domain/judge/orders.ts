import type { Money } from '@breakwater/kernel';
import type { OrderFact, PaymentFact, Subject } from '../facts.js';
import { type Finding, minus, nothing, shown } from '../finding.js';
import type { Situation } from '../rules.js';
import { captureOf, finding } from './charges.js';
import type { Sight } from './sight.js';

const PAID = ['paid', 'fulfilled'];
const ENDED = [...PAID, 'declined', 'rejected', 'cancelled', 'refunded'];

/** Orders against payments: who says that it is paid must have the money, who says that it is not must not. */
export function judgeOrders(subject: Subject, sight: Sight): void {
  const order = subject.orders[0];
  if (order === undefined) return judgeKept(subject.payments, undefined, sight);
  const twice = judgeSecondAttempts(subject, order, sight);
  judgeHolds(subject, order, sight);
  const payments = subject.payments.filter(({ attemptId }) => !twice.has(attemptId));
  if (PAID.includes(order.state)) judgePaid(payments, order, sight);
  // This is how an order is found whose capture was long ago and that never turned paid.
  else judgeKept(payments, order, sight);
}

function judgePaid(payments: readonly PaymentFact[], order: OrderFact, sight: Sight): void {
  const { total } = order;
  const taken = payments.find(keepsMoney);
  const current = payments.find(({ attemptId }) => attemptId === order.attemptId) ?? taken ?? payments[0];
  const differ = (situation: Situation, payment: PaymentFact | undefined, found: string, unexplained: Money): Finding =>
    finding(situation, order.orderId, about(order, payment), `the order is ${order.state}`, found, {
      unexplained,
      at: taken === undefined ? order.updatedAt : movedAt(taken),
      evidence: { order, payments },
    });
  const sinceMs = latestOf(order, payments);
  if (current === undefined) {
    // What was paid before we began to read was never read.
    if (Date.parse(order.placedAt) < sight.knowledge.beganMs) return;
    return sight.nameIfSilent('payment', sinceMs, differ('paid_without_payment', current, 'no payment', total));
  }
  if (captureOf(current) === undefined) {
    // Where another attempt keeps money, taking this one as well is for nobody to do by rule.
    const promised = current.state === 'authorized' && taken === undefined;
    const situation = promised ? 'paid_not_captured' : 'paid_without_payment';
    return sight.nameIfSilent('payment', sinceMs, differ(situation, current, `the payment is ${current.state}`, total));
  }
  if (total.currency !== current.captured.currency) {
    return sight.name(differ('other_currency', current, `captured ${shown(current.captured)}`, total));
  }
  // A part may have been given back; more than the total may never be kept.
  const kept = sumKept(payments, total.currency);
  const excess = minus(kept, total);
  if (excess.amountMinor <= 0) return;
  const tooMuch = differ('kept_too_much', taken, `we keep ${shown(kept)}`, excess);
  sight.name({ ...tooMuch, expected: shown(total) });
}

/**
 * Attempts that hold money beside the one that the order counts are too many. Which one that is, is the order's to say:
 * without its word, or when its own attempt holds nothing, none of them is given back by rule.
 */
function judgeSecondAttempts({ payments }: Subject, order: OrderFact, sight: Sight): ReadonlySet<string> {
  const holding = payments.filter(keepsMoney);
  const tooMany = new Set<string>();
  const right = holding.find(({ attemptId }) => attemptId === order.attemptId);
  if (right === undefined) return tooMany;
  for (const payment of holding) {
    if (payment === right) continue;
    tooMany.add(payment.attemptId);
    const found = `attempt ${right.attemptId} paid it already`;
    const again = finding('second_attempt', payment.attemptId, about(order, payment), 'one payment', found, {
      unexplained: keptBy(payment),
      at: movedAt(payment),
      evidence: { order, payments },
    });
    sight.nameIfSilent('payment', latestOf(order, holding), again);
  }
  return tooMany;
}

/** Money that is kept for an order that is not paid, or that nobody has ever heard of. */
function judgeKept(payments: readonly PaymentFact[], order: OrderFact | undefined, sight: Sight): void {
  for (const payment of payments.filter(keepsMoney)) {
    const { orderId, attemptId, providerReference: reference } = payment;
    const expected = order === undefined ? 'an order' : `the order is ${order.state}`;
    const kept = keptBy(payment);
    const ids = { orderId, attemptId, reference, direction: 'in' } as const;
    const rest = { unexplained: kept, at: movedAt(payment), evidence: { order, payments } };
    const keeps = finding('kept_without_order', attemptId, ids, expected, `we keep ${shown(kept)}`, rest);
    const sinceMs = Math.max(Date.parse(movedAt(payment)), order === undefined ? 0 : Date.parse(order.updatedAt));
    sight.nameIfSilent('order', sinceMs, keeps);
  }
}

/** Money that the customer's bank keeps ready for an order that has come to its end without it. */
function judgeHolds({ payments }: Subject, order: OrderFact, sight: Sight): void {
  if (!ENDED.includes(order.state)) return;
  for (const payment of payments) {
    if (payment.state !== 'authorized') continue;
    if (PAID.includes(order.state) && payment.attemptId === order.attemptId) continue;
    const held = finding(
      'held_after_end',
      payment.attemptId,
      about(order, payment),
      `the order is ${order.state}`,
      'money is still held at the customer’s bank',
      { unexplained: nothing(order.total), at: payment.updatedAt, evidence: { order, payment } },
    );
    sight.nameIfSilent('payment', latestOf(order, [payment]), held);
  }
}

function about({ orderId, attemptId }: OrderFact, payment: PaymentFact | undefined) {
  return {
    orderId,
    attemptId: payment?.attemptId ?? attemptId,
    reference: payment?.providerReference ?? null,
    direction: 'in',
  } as const;
}

function keptBy({ captured, refunded }: PaymentFact): Money {
  return minus(captured, refunded);
}

function sumKept(payments: readonly PaymentFact[], currency: string): Money {
  const kept = payments.filter(keepsMoney).map(keptBy);
  return {
    amountMinor: kept.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    currency: kept[0]?.currency ?? currency,
  };
}

function keepsMoney(payment: PaymentFact): boolean {
  return keptBy(payment).amountMinor > 0;
}

/** When the last of them changed: what is judged of them rests on sources that were read after that. */
function latestOf(order: OrderFact, payments: readonly PaymentFact[]): number {
  return Math.max(...[order, ...payments].map(({ updatedAt }) => Date.parse(updatedAt)));
}

function movedAt(payment: PaymentFact): string {
  return captureOf(payment)?.at ?? payment.updatedAt;
}
