import type { Money } from '@breakwater/kernel';
import type { OrderFact, PaymentFact, Subject } from '../facts.js';
import { minus, nothing, shown } from '../finding.js';
import type { Situation } from '../rules.js';
import { captureOf, finding } from './charges.js';
import type { Sight } from './sight.js';

const PAID = ['paid', 'fulfilled'];
const ENDED = [...PAID, 'declined', 'rejected', 'cancelled', 'refunded'];

/** Orders against payments: who says that it is paid must have the money, who says that it is not must not. */
export function judgeOrders(subject: Subject, sight: Sight): void {
  const order = subject.orders[0];
  const twice = judgeSecondAttempts(subject, order, sight);
  if (order === undefined) return judgeWithoutOrder(subject, sight);
  judgeHolds(subject, order, sight);
  const { state, total } = order;
  const says = `the order is ${state}`;
  const payments = subject.payments.filter(({ attemptId }) => !twice.has(attemptId));
  const kept = sumKept(payments, total.currency);
  const taken = payments.find((payment) => keptBy(payment).amountMinor > 0);
  const differ = (situation: Situation, found: string, unexplained: Money): ReturnType<typeof finding> =>
    finding(situation, order.orderId, about(order, taken ?? payments[0]), says, found, {
      unexplained,
      at: taken === undefined ? order.updatedAt : movedAt(taken),
      evidence: { order, payments: subject.payments },
    });
  if (!PAID.includes(state)) {
    if (taken === undefined) return;
    const keeps = differ('kept_without_order', `we keep ${shown(keptBy(taken))}`, keptBy(taken));
    // This is how an order is found whose capture was long ago and that never turned paid.
    return sight.nameIfSilent('order', Math.max(Date.parse(movedAt(taken)), Date.parse(order.updatedAt)), keeps);
  }
  const current = payments.find(({ attemptId }) => attemptId === order.attemptId) ?? taken ?? payments[0];
  const sinceMs = Math.max(Date.parse(order.updatedAt), ...payments.map(({ updatedAt }) => Date.parse(updatedAt)));
  if (current === undefined) {
    // What was paid before we began to read was never read.
    if (Date.parse(order.placedAt) < sight.knowledge.beganMs) return;
    return sight.nameIfSilent('payment', sinceMs, differ('paid_without_payment', 'no payment', total));
  }
  if (captureOf(current) === undefined) {
    const situation = current.state === 'authorized' ? 'paid_not_captured' : 'paid_without_payment';
    return sight.nameIfSilent('payment', sinceMs, differ(situation, `the payment is ${current.state}`, total));
  }
  if (total.currency !== current.captured.currency) {
    return sight.name(differ('other_currency', `captured ${shown(current.captured)}`, total));
  }
  // A part may have been given back; more than the total may never be kept.
  const excess = minus(kept, total);
  if (excess.amountMinor > 0)
    sight.name({ ...differ('kept_too_much', `we keep ${shown(kept)}`, excess), expected: shown(total) });
}

/** Two attempts of one order that both hold money: all but the one that the order counts are too many. */
function judgeSecondAttempts({ payments }: Subject, order: OrderFact | undefined, sight: Sight): ReadonlySet<string> {
  const holding = payments.filter((payment) => keptBy(payment).amountMinor > 0);
  const tooMany = new Set<string>();
  if (holding.length < 2) return tooMany;
  const sorted = holding.toSorted((a, b) => Date.parse(movedAt(a)) - Date.parse(movedAt(b)));
  const right = sorted.find(({ attemptId }) => attemptId === order?.attemptId) ?? sorted[0];
  for (const payment of sorted) {
    if (payment === right) continue;
    tooMany.add(payment.attemptId);
    const { orderId, attemptId, providerReference: reference } = payment;
    const found = `attempt ${right?.attemptId ?? 'none'} paid it already`;
    const again = finding(
      'second_attempt',
      attemptId,
      { orderId, attemptId, reference, direction: 'in' },
      'one payment',
      found,
      {
        unexplained: keptBy(payment),
        at: movedAt(payment),
        evidence: { order, payments },
      },
    );
    sight.nameIfSilent('payment', Date.parse(payment.updatedAt), again);
  }
  return tooMany;
}

function judgeWithoutOrder({ payments }: Subject, sight: Sight): void {
  for (const payment of payments) {
    const kept = keptBy(payment);
    if (kept.amountMinor <= 0) continue;
    const { orderId, attemptId, providerReference: reference } = payment;
    const found = `we keep ${shown(kept)}`;
    const nobody = finding(
      'kept_without_order',
      orderId,
      { orderId, attemptId, reference, direction: 'in' },
      'an order',
      found,
      {
        unexplained: kept,
        at: movedAt(payment),
        evidence: { payment },
      },
    );
    sight.nameIfSilent('order', Date.parse(movedAt(payment)), nobody);
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
    sight.nameIfSilent('payment', Math.max(Date.parse(payment.updatedAt), Date.parse(order.updatedAt)), held);
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
  const kept = payments.map(keptBy).filter(({ amountMinor }) => amountMinor > 0);
  return {
    amountMinor: kept.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    currency: kept[0]?.currency ?? currency,
  };
}

function movedAt(payment: PaymentFact): string {
  return captureOf(payment)?.at ?? payment.updatedAt;
}
