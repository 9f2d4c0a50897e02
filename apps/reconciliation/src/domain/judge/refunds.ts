import type { Movement, PaymentFact, Subject } from '../facts.js';
import { minus, negated, shown } from '../finding.js';
import { finding } from './charges.js';
import { type Group, type Moved, paymentOf } from './group.js';
import type { Sight } from './sight.js';

/** So often payment is asked whether a refund is still pending there. */
const ASK_AGAIN_MS = 5_000;

/** Refunds at the provider against refunds of ours, both ways. */
export function judgeRefunds(subject: Subject, group: Group, sight: Sight): void {
  const exceeded = new Set(subject.payments.filter((payment) => judgeExcess(subject, group, payment, sight)));
  for (const refund of group.refunds) {
    const payment = paymentOf(subject, refund);
    const movement = payment?.movements.find(({ kind, source }) => kind === 'refund' && source === refund.source);
    if (subject.refundsOfOurs.has(refund.source ?? '')) sight.matched.push(refund.id);
    else if (payment !== undefined && movement !== undefined) compareRefund(refund, payment, movement, sight);
    // Who gives more back than was taken has said it all.
    else if (payment === undefined || !exceeded.has(payment)) judgeOrphan(subject, refund, payment, sight);
  }
  for (const payment of subject.payments) judgeOurs(group, payment, sight);
}

function judgeOrphan(subject: Subject, refund: Moved, payment: PaymentFact | undefined, sight: Sight): void {
  const given = negated(refund.amount);
  const about = { ...idsOf(payment), reference: refund.source ?? refund.id, direction: 'out' } as const;
  const orphan = finding(
    'orphan_refund',
    refund.source ?? refund.id,
    about,
    'a refund of ours',
    `refunded ${shown(given)}`,
    {
      unexplained: given,
      at: refund.createdAt,
      evidence: { refund, payment },
    },
  );
  const { nowMs, patience } = sight.knowledge;
  // Ours, and its answer may be on its way to us.
  if (subject.refundUnderWay) return sight.holdBack(orphan, nowMs + patience.settleMs);
  if (payment === undefined) return sight.nameIfSilent('payment', refund.seenAtMs, orphan);
  // A refund of payment's that is pending has no reference yet: it may be this one for as long as there is any.
  const { settledAtMs } = subject;
  if (settledAtMs !== null && settledAtMs >= refund.seenAtMs) return sight.nameIfSilent('payment', settledAtMs, orphan);
  sight.askWhetherSettled = true;
  sight.holdBack(orphan, nowMs + ASK_AGAIN_MS);
}

function compareRefund(refund: Moved, payment: PaymentFact, movement: Movement, sight: Sight): void {
  const given = negated(refund.amount);
  const difference = minus(given, movement.amount);
  const sameCurrency = given.currency === movement.amount.currency;
  if (sameCurrency && difference.amountMinor === 0) return void sight.matched.push(refund.id);
  const direction = difference.amountMinor > 0 ? 'out' : 'in';
  const about = { ...idsOf(payment), reference: refund.id, direction } as const;
  sight.name(
    finding(
      sameCurrency ? 'refund_differs' : 'other_currency',
      refund.source ?? refund.id,
      about,
      `refunded ${shown(movement.amount)}`,
      `refunded ${shown(given)}`,
      { unexplained: sameCurrency ? difference : given, at: refund.createdAt, evidence: { refund, payment } },
    ),
  );
}

/** More given back than taken, by our own sums or by what the provider shows. */
function judgeExcess(subject: Subject, group: Group, payment: PaymentFact, sight: Sight): boolean {
  const ofPayment = group.refunds.filter(
    (refund) => paymentOf(subject, refund) === payment && !subject.refundsOfOurs.has(refund.source ?? ''),
  );
  const { currency } = payment.captured;
  const shownThere = ofPayment
    .filter(({ amount }) => amount.currency === currency)
    .reduce((sum, { amount }) => sum - amount.amountMinor, 0);
  const excess = Math.max(payment.refunded.amountMinor, shownThere) - payment.captured.amountMinor;
  if (excess <= 0 || captureTime(payment) === undefined) return false;
  const unknown = ofPayment.filter(
    ({ source }) => !payment.movements.some((movement) => movement.kind === 'refund' && movement.source === source),
  );
  const unexplained = Math.max(
    excess,
    unknown.reduce((sum, { amount }) => sum - amount.amountMinor, 0),
  );
  const refunded = { amountMinor: payment.captured.amountMinor + excess, currency };
  const about = {
    ...idsOf(payment),
    reference: unknown[0]?.source ?? payment.providerReference,
    direction: 'out',
  } as const;
  sight.name(
    finding(
      'refunds_exceed_capture',
      payment.attemptId,
      about,
      `captured ${shown(payment.captured)}`,
      `refunded ${shown(refunded)}`,
      {
        unexplained: { amountMinor: unexplained, currency },
        at: ofPayment.at(-1)?.createdAt ?? payment.updatedAt,
        evidence: { payment, refunds: ofPayment },
      },
    ),
  );
  return true;
}

/** Refunds that we recorded and the provider does not show. */
function judgeOurs(group: Group, payment: PaymentFact, sight: Sight): void {
  for (const movement of payment.movements) {
    if (movement.kind !== 'refund' || group.refunds.some(({ source }) => source === movement.source)) continue;
    const ref = movement.source ?? `${payment.attemptId} ${movement.at}`;
    const about = { ...idsOf(payment), reference: movement.source, direction: 'in' } as const;
    const missing = finding('refund_not_there', ref, about, `a refund of ${shown(movement.amount)}`, 'none', {
      unexplained: movement.amount,
      at: movement.at,
      evidence: { payment, movement },
    });
    sight.nameIfSilent('provider', Date.parse(movement.at), missing);
  }
}

function captureTime(payment: PaymentFact): string | undefined {
  return payment.movements.find(({ kind }) => kind === 'capture')?.at;
}

function idsOf(payment: PaymentFact | undefined): { orderId: string | null; attemptId: string | null } {
  return { orderId: payment?.orderId ?? null, attemptId: payment?.attemptId ?? null };
}
