import type { Money } from '@breakwater/kernel';
import type { PaymentFact, Subject } from '../facts.js';
import { minus, nothing, shown } from '../finding.js';
import { captureOf, finding } from './charges.js';
import { type Group, isOwn, type Moved, paymentOf } from './group.js';
import type { Sight } from './sight.js';

/** What each attempt says of itself: its books, its fees, and whether it has been in the dark for too long. */
export function judgeAttempts(subject: Subject, group: Group, sight: Sight): void {
  for (const payment of subject.payments) {
    judgeLedger(subject, payment, sight);
    judgeFee(subject, group, payment, sight);
    judgeAge(payment, sight);
  }
}

/** The ledger holds what was captured less what was refunded. Both come from one snapshot, so nothing is on its way. */
function judgeLedger(subject: Subject, payment: PaymentFact, sight: Sight): void {
  const held = minus(payment.captured, payment.refunded);
  const difference = minus(payment.ledger, held);
  if (difference.amountMinor === 0 || difference.amountMinor === subject.adjusted.get(payment.attemptId)) return;
  sight.name(
    finding(
      'ledger_differs',
      payment.attemptId,
      about(payment, 'in'),
      shown(held),
      `the ledger holds ${shown(payment.ledger)}`,
      {
        unexplained: difference,
        at: payment.updatedAt,
        evidence: { payment },
      },
    ),
  );
}

const UNBOOKED_MS = 10 * 60_000;
const READ_AGAIN_MS = 15_000;

/**
 * Payment books the fee of each balance transaction when it reads it. Whether the fee of a second charge or of a repeated
 * line is this attempt's is a matter of taste: they have names of their own.
 */
function judgeFee(subject: Subject, group: Group, payment: PaymentFact, sight: Sight): void {
  const named = [...group.charges, ...group.refunds].filter((each) => paymentOf(subject, each) === payment);
  const own = named.filter((each) => isOwn(payment, each));
  const last = own.at(-1);
  if (last === undefined || captureOf(payment) === undefined) return;
  const kept = feeOf(own);
  // Of another currency the provider's fee is in its own, and our books hold it in that.
  if (kept.currency !== payment.feeBooked.currency) return;
  const repeated = group.repeated.filter((each) => paymentOf(subject, each) === payment);
  const fitting = [own, named, [...own, ...repeated], [...named, ...repeated]].map((moved) => feeOf(moved).amountMinor);
  if (fitting.includes(payment.feeBooked.amountMinor)) return;
  // Payment has not read the report yet, as after an outage: it books when it does.
  const readByMs = last.seenAtMs + UNBOOKED_MS;
  if (payment.feeBooked.amountMinor === 0 && sight.knowledge.nowMs < readByMs) {
    return sight.readAgain(Date.parse(captureOf(payment)?.at ?? payment.updatedAt), READ_AGAIN_MS);
  }
  const difference = minus(kept, payment.feeBooked);
  const direction = difference.amountMinor > 0 ? 'out' : 'in';
  const differs = finding(
    'fee_differs',
    payment.attemptId,
    about(payment, direction),
    `a fee of ${shown(payment.feeBooked)} booked`,
    `the provider keeps ${shown(kept)}`,
    { unexplained: difference, at: last.createdAt, evidence: { payment, transactions: own } },
  );
  sight.nameIfSilent('payment', last.seenAtMs, differs);
}

function feeOf(moved: readonly Moved[]): Money {
  const currency = moved[0]?.fee.currency ?? '';
  return { amountMinor: moved.reduce((sum, { fee }) => sum + fee.amountMinor, 0), currency };
}

const IN_THE_DARK = ['created', 'unknown', 'requires_action'];

function judgeAge(payment: PaymentFact, sight: Sight): void {
  if (!IN_THE_DARK.includes(payment.state)) return;
  const { unknownMs, actionMs } = sight.knowledge.patience;
  const limitMs = payment.state === 'requires_action' ? actionMs : unknownMs;
  const unknown = finding(
    'outcome_unknown',
    payment.attemptId,
    about(payment, 'in'),
    'an outcome',
    `${payment.state} since ${payment.updatedAt}`,
    {
      // Whether money moved is just what nobody knows; if it did, the charge itself is named.
      unexplained: nothing(payment.captured),
      at: payment.updatedAt,
      evidence: { payment },
    },
  );
  const untilMs = Date.parse(payment.updatedAt) + limitMs;
  // Not by the clock alone: while payment cannot be read, it may have known the outcome for long.
  if (sight.knowledge.readUntilMs.payment >= untilMs) sight.name(unknown);
  else sight.holdBack(unknown, untilMs, ['payment']);
}

function about(payment: PaymentFact, direction: 'in' | 'out') {
  const { orderId, attemptId, providerReference: reference } = payment;
  return { orderId, attemptId, reference, direction };
}
