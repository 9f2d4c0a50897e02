import type { Order, OrderState } from '@breakwater/contracts';
import type { Tone } from '@breakwater/web';
import { declineWords } from '../checkout/purchase-outcome.js';
import { formatTime } from '../shell/format-date.js';
import { chargeWords, isGivenBack } from './refund-words.js';

export interface OrderWords {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

type Told = Pick<
  Order,
  | 'state'
  | 'email'
  | 'decline'
  | 'rejection'
  | 'cancellation'
  | 'nextActionUrl'
  | 'payUntil'
  | 'total'
  | 'refundable'
  | 'refunds'
  | 'hasPaymentMethod'
>;

const RECORDED = 'Payment is busy, your order is recorded';

const GIVEN_BACK: OrderWords = {
  tone: 'info',
  title: 'This order was refunded',
  text: 'The money is on its way back to your card; banks take up to five days.',
};

/** How an order is, in the customer's words. */
export function wordsFor(order: Told): OrderWords {
  if (isGivenBack(order)) return GIVEN_BACK;
  switch (order.state) {
    case 'pending':
    case 'reserved':
    case 'authorized':
    case 'confirmed':
      return {
        tone: 'info',
        title: 'Paying…',
        text: 'We have your order and are settling the payment. This takes a few seconds; you may stay or come back.',
      };
    case 'requires_action':
      return {
        tone: 'warning',
        title: 'Your bank asks you to confirm',
        text: 'Your order is recorded. It is paid once you have confirmed the payment with your bank.',
      };
    case 'unknown':
    case 'payment_deferred':
      return { tone: 'info', title: RECORDED, text: recordedWords(order) };
    case 'payment_due':
      return order.hasPaymentMethod
        ? { tone: 'warning', title: 'Your payment did not go through yet', text: dueWords(order) }
        : { tone: 'warning', title: RECORDED, text: cardlessWords(order) };
    case 'paid':
      return {
        tone: 'good',
        title: 'Thank you, your order is paid',
        text: `We are packing it now. A confirmation goes to ${order.email}.`,
      };
    case 'fulfilled':
      return { tone: 'good', title: 'Your order is on its way', text: 'It has left our harbour store.' };
    case 'declined':
      return {
        tone: 'bad',
        title: 'The payment was declined',
        text: `${declineWords(order.decline?.code, order.decline?.message)} ${chargeWords(order)}`,
      };
    case 'rejected':
      return { tone: 'bad', title: 'We could not take this order', text: rejectionWords(order) };
    case 'cancelled':
      return { tone: 'warning', title: 'This order was cancelled', text: cancellationWords(order) };
    case 'refunded':
      return GIVEN_BACK;
  }
}

function recordedWords({ email, hasPaymentMethod }: Told): string {
  const kept = 'Until then your things are kept for you, and you need not do anything.';
  return hasPaymentMethod
    ? `We will tell you, here and at ${email}, as soon as the payment service answers again and your card is charged. ${kept}`
    : `We will send you a link to pay, to ${email}, as soon as the payment service answers again. ${kept}`;
}

const keptUntil = ({ payUntil }: Told): string => (payUntil === null ? 'for a while' : `until ${formatTime(payUntil)}`);

function dueWords(order: Told): string {
  const why =
    order.nextActionUrl === null
      ? declineWords(order.decline?.code, order.decline?.message)
      : 'Your bank wants you to confirm the payment.';
  const way = order.nextActionUrl === null ? 'Please pay by another card.' : 'Confirm it, or pay by another card.';
  return `${why} ${chargeWords(order)} Your things are kept for you ${keptUntil(order)}. ${way}`;
}

/** The browser could not reach the provider, so that there is no card yet. */
function cardlessWords(order: Told): string {
  const link = `We send you a link to pay, to ${order.email}; or pay right here.`;
  return `Your card did not get to the payment service. ${chargeWords(order)} Your things are kept for you ${keptUntil(order)}. ${link}`;
}

function cancellationWords(order: Told): string {
  return `${CANCELLATIONS[order.cancellation ?? 'customer']} ${chargeWords(order)}`;
}

const CANCELLATIONS: Readonly<Record<NonNullable<Order['cancellation']>, string>> = {
  window_over: 'The payment did not come in time, so the things went back on the shelf.',
  superseded: 'You bought the same cart with a newer order.',
  operator: 'Our harbour office has cancelled it.',
  customer: 'As you wished.',
};

function rejectionWords(order: Told): string {
  return `${REJECTIONS[order.rejection ?? 'sold_out']} ${chargeWords(order)}`;
}

const REJECTIONS: Readonly<Record<NonNullable<Order['rejection']>, string>> = {
  hold_expired: 'The payment took so long that the things were let go again.',
  capture_failed: 'Your bank took its promise back before we could charge.',
  sold_out: 'Someone else was faster and what you wanted is sold out.',
};

/** A step of the timeline, in a few words. */
export function stepWords(state: OrderState): string {
  const steps: Record<OrderState, string> = {
    pending: 'Order received',
    reserved: 'Put aside for you',
    requires_action: 'Waiting for your confirmation',
    unknown: 'Waiting for the payment service',
    payment_deferred: 'Recorded, to be charged later',
    payment_due: 'Waiting for your payment',
    authorized: 'Payment accepted',
    confirmed: 'Stock confirmed',
    paid: 'Paid',
    fulfilled: 'Sent',
    declined: 'Payment declined',
    rejected: 'Could not be taken',
    cancelled: 'Cancelled',
    refunded: 'Refunded',
  };
  return steps[state];
}

/** A state in one or two words, for a list. */
export function badgeFor(state: OrderState): { readonly tone: Tone; readonly text: string } {
  const badges: Record<OrderState, [Tone, string]> = {
    pending: ['info', 'Paying'],
    reserved: ['info', 'Paying'],
    authorized: ['info', 'Paying'],
    confirmed: ['info', 'Paying'],
    requires_action: ['warning', 'Confirm payment'],
    unknown: ['info', 'Recorded'],
    payment_deferred: ['info', 'Recorded'],
    payment_due: ['warning', 'Payment due'],
    paid: ['good', 'Paid'],
    fulfilled: ['good', 'Sent'],
    declined: ['bad', 'Declined'],
    rejected: ['bad', 'Not possible'],
    cancelled: ['warning', 'Cancelled'],
    refunded: ['info', 'Refunded'],
  };
  const [tone, text] = badges[state];
  return { tone, text };
}

/** The customer may buy the same things again: the shop has nothing of the money for these. */
export const mayTryAgain = ({ state, refundable }: Pick<Order, 'state' | 'refundable'>): boolean =>
  ['declined', 'rejected', 'cancelled'].includes(state) && refundable.amountMinor === 0;
