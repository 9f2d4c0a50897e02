import { type Money, sameMoney } from '@breakwater/kernel';
import type { PaymentFact, Subject } from '../facts.js';
import { absolute, type Finding, minus, shown, uuidOrNull } from '../finding.js';
import type { Situation } from '../rules.js';
import { type Group, isOwn, type Moved, paymentOf } from './group.js';
import type { Sight } from './sight.js';

/** Charges at the provider against captures of ours, both ways. */
export function judgeCharges(subject: Subject, group: Group, sight: Sight): void {
  const charged = new Set<string>();
  for (const charge of group.charges) {
    const payment = paymentOf(subject, charge);
    if (payment === undefined) judgeStray(subject, group, charge, sight);
    else if (!isOwn(payment, charge) || charged.has(payment.attemptId))
      judgeAnother(subject, group, charge, payment, sight);
    else {
      charged.add(payment.attemptId);
      judgeOwn(charge, payment, sight);
    }
  }
  for (const payment of subject.payments) {
    const capture = captureOf(payment);
    if (capture === undefined || charged.has(payment.attemptId)) continue;
    const expected = `a charge of ${shown(capture.amount)}`;
    const about = { orderId: payment.orderId, attemptId: payment.attemptId, direction: 'out' } as const;
    sight.nameIfSilent(
      'provider',
      Date.parse(capture.at),
      finding(
        'capture_not_there',
        payment.attemptId,
        { ...about, reference: payment.providerReference },
        expected,
        'none',
        {
          unexplained: capture.amount,
          at: capture.at,
          evidence: { payment },
        },
      ),
    );
  }
}

function judgeStray(subject: Subject, group: Group, charge: Moved, sight: Sight): void {
  if (isGivenBack(subject, group, charge)) return void sight.matched.push(charge.id);
  const stray = ofCharge(
    'stray_charge',
    charge,
    'a payment of ours',
    `charged ${shown(charge.amount)}`,
    charge.amount,
    {},
  );
  sight.nameIfSilent('payment', charge.seenAtMs, stray);
}

/** A second charge of one PaymentIntent, or a PaymentIntent that claims to be an attempt which has another one. */
function judgeAnother(subject: Subject, group: Group, charge: Moved, payment: PaymentFact, sight: Sight): void {
  if (isGivenBack(subject, group, charge)) return void sight.matched.push(charge.id);
  const found = `charged ${shown(charge.amount)} once more`;
  const again = ofCharge('charged_again', charge, 'one charge', found, charge.amount, { payment });
  sight.nameOnceRead(Math.max(charge.seenAtMs, Date.parse(payment.updatedAt)), again);
}

function judgeOwn(charge: Moved, payment: PaymentFact, sight: Sight): void {
  const capture = captureOf(payment);
  const { amount } = charge;
  if (capture !== undefined && sameMoney(capture.amount, amount)) return void sight.matched.push(charge.id);
  // Words only for what differs: a day has a million that do not.
  const charged = `charged ${shown(amount)}`;
  if (capture === undefined) {
    const state = `our payment is ${payment.state}`;
    return sight.nameIfSilent(
      'payment',
      Math.max(charge.seenAtMs, Date.parse(payment.updatedAt)),
      ofCharge(whileOpen(payment), charge, charged, state, amount, { payment }),
    );
  }
  const expected = `captured ${shown(capture.amount)}`;
  if (capture.amount.currency === amount.currency) {
    const difference = minus(amount, capture.amount);
    return sight.name(ofCharge('charge_differs', charge, expected, charged, difference, { payment }));
  }
  sight.name(ofCharge('other_currency', charge, expected, charged, amount, { payment }));
}

function whileOpen({ state }: PaymentFact): Situation {
  if (state === 'authorized') return 'charged_not_captured';
  return state === 'declined' || state === 'voided' ? 'charged_after_end' : 'charged_not_known';
}

/** A charge that is no attempt's own, given back by a resolution. */
function isGivenBack({ refundsOfOurs }: Subject, { refunds }: Group, charge: Moved): boolean {
  const back = refunds
    .filter(({ source, providerReference: of }) => of === charge.providerReference && refundsOfOurs.has(source ?? ''))
    .reduce((sum, { amount }) => sum - amount.amountMinor, 0);
  return back > 0 && back >= charge.amount.amountMinor;
}

export function captureOf(payment: PaymentFact): PaymentFact['movements'][number] | undefined {
  return payment.movements.find(({ kind }) => kind === 'capture');
}

function ofCharge(
  situation: Situation,
  charge: Moved,
  expected: string,
  found: string,
  unexplained: Money,
  evidence: { payment?: PaymentFact },
): Finding {
  const about = {
    orderId: evidence.payment?.orderId ?? null,
    attemptId: evidence.payment?.attemptId ?? null,
    reference: referenceOf(situation, charge),
    direction: unexplained.amountMinor < 0 ? 'out' : 'in',
  } as const;
  const rest = { unexplained, at: charge.createdAt, evidence: { ...evidence, charge } };
  return finding(situation, charge.source ?? charge.id, about, expected, found, rest);
}

/** What an act needs to name: a difference is booked for the balance transaction, a charge is given back by its own id. */
function referenceOf(situation: Situation, { id, source, providerReference }: Moved): string | null {
  if (situation === 'charge_differs') return id;
  const byCharge = ['charged_again', 'stray_charge', 'charged_after_end'].includes(situation);
  return (byCharge ? source : providerReference) ?? source ?? providerReference;
}

interface About {
  readonly orderId: string | null;
  readonly attemptId: string | null;
  readonly reference: string | null;
  readonly direction: 'in' | 'out';
}

export function finding(
  situation: Situation,
  ref: string,
  { orderId, attemptId, reference, direction }: About,
  expected: string,
  found: string,
  { unexplained, at, evidence }: Pick<Finding, 'unexplained' | 'at' | 'evidence'>,
): Finding {
  const amount = absolute(unexplained);
  const target = { attemptId: uuidOrNull(attemptId), providerReference: reference, amount, direction };
  return { situation, ref, orderId, expected, found, unexplained: amount, target, at, evidence };
}
