import { sameMoney } from '@breakwater/kernel';
import type { AttemptGlance, Discrepancy, Findings, PaymentFact, ProviderFact } from './facts.js';
import { discrepancy, minus, shown, type SliceIndex } from './slice-index.js';

const TOOK_MONEY = ['captured', 'refunded'];

/** Charges at the provider against captures of ours, both ways. */
export function compareCharges(index: SliceIndex): Findings {
  let matched = 0;
  const found: Discrepancy[] = [];
  for (const charge of index.slice.provider) {
    if (charge.type !== 'charge' || !index.isMine(charge.createdAt)) continue;
    const problem = problemOf(charge, index);
    if (problem === undefined) matched++;
    else if (index.isDue(charge.createdAt)) found.push(problem);
  }
  for (const payment of index.slice.payments) {
    const capture = payment.movements.find(({ kind }) => kind === 'capture');
    if (capture === undefined || !index.isDue(capture.at)) continue;
    if (index.provided(payment.providerReference, 'charge').length > 0) continue;
    found.push(
      discrepancy('missing_provider', payment, `a charge of ${shown(capture.amount)}`, 'none', capture.amount),
    );
  }
  return { matched, discrepancies: [...found, ...twicePaidOrders(index)] };
}

function problemOf(charge: ProviderFact, index: SliceIndex): Discrepancy | undefined {
  const { amount, providerReference } = charge;
  const payment = index.paymentOf(charge);
  const charged = `charged ${shown(amount)}`;
  if (payment === undefined && explains(index.glance(charge.attemptId), charge)) return undefined;
  if (payment === undefined) {
    return discrepancy('missing_internal', charge, 'a payment of ours', charged, amount);
  }
  if (index.provided(providerReference, 'charge')[0]?.id !== charge.id) {
    return discrepancy('duplicate_charge', payment, 'one charge', `another charge (${charge.id})`, amount);
  }
  const capture = payment.movements.find(({ kind }) => kind === 'capture');
  if (capture === undefined) {
    return discrepancy('status', payment, charged, `our payment is ${payment.state}`, amount);
  }
  if (capture.amount.currency !== amount.currency) {
    return discrepancy('currency', payment, `captured ${shown(capture.amount)}`, charged, amount);
  }
  if (capture.amount.amountMinor !== amount.amountMinor) {
    const difference = minus(amount, capture.amount);
    return discrepancy('amount', payment, `captured ${shown(capture.amount)}`, charged, difference);
  }
  return undefined;
}

/** We wrote it down much later than the provider (an outage lay between), but we did. */
function explains(glance: AttemptGlance | undefined, charge: ProviderFact): boolean {
  return glance !== undefined && TOOK_MONEY.includes(glance.state) && sameMoney(glance.amount, charge.amount);
}

/** Two attempts of one order that both hold money. */
function twicePaidOrders(index: SliceIndex): Discrepancy[] {
  const first = new Map<string, PaymentFact>();
  const found: Discrepancy[] = [];
  for (const payment of index.slice.payments.toSorted((a, b) => capturedAt(a).localeCompare(capturedAt(b)))) {
    const net = minus(payment.captured, payment.refunded);
    if (net.amountMinor <= 0) continue;
    const other = first.get(payment.orderId);
    if (other === undefined) first.set(payment.orderId, payment);
    else if (index.isDue(capturedAt(payment))) {
      const also = `attempt ${other.attemptId} paid it already`;
      found.push(discrepancy('duplicate_charge', payment, 'one payment for the order', also, net));
    }
  }
  return found;
}

function capturedAt(payment: PaymentFact): string {
  return payment.movements.find(({ kind }) => kind === 'capture')?.at ?? payment.updatedAt;
}
