import type { Order, OrderState } from '@breakwater/contracts';
import type { Tone } from '@breakwater/web';
import { declineWords } from '../checkout/purchase-outcome.js';
import { formatTime } from '../shell/format-date.js';
import { isGivenBack } from './refund-words.js';

export interface OrderWords {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
}

type Told = Pick<
  Order,
  'state' | 'email' | 'decline' | 'rejection' | 'cancellation' | 'nextActionUrl' | 'payUntil' | 'total' | 'refunds'
>;

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
      return {
        tone: 'info',
        title: 'Payment is busy, your order is recorded',
        text: `We will tell you, here and at ${order.email}, as soon as the payment service answers again and your card is charged. Until then your things are kept for you, and you need not do anything.`,
      };
    case 'payment_due':
      return { tone: 'warning', title: 'Your payment did not go through yet', text: dueWords(order) };
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
        text: `${declineWords(order.decline?.code, order.decline?.message)} Nothing was charged.`,
      };
    case 'rejected':
      return { tone: 'bad', title: 'We could not take this order', text: rejectionWords(order) };
    case 'cancelled':
      return { tone: 'warning', title: 'This order was cancelled', text: cancellationWords(order) };
    case 'refunded':
      return GIVEN_BACK;
  }
}

function dueWords({ decline, nextActionUrl, payUntil }: Told): string {
  const why =
    nextActionUrl === null
      ? declineWords(decline?.code, decline?.message)
      : 'Your bank wants you to confirm the payment.';
  const kept = payUntil === null ? 'for a while' : `until ${formatTime(payUntil)}`;
  const way = nextActionUrl === null ? 'Please pay by another card.' : 'Confirm it, or pay by another card.';
  return `${why} Nothing was charged. Your things are kept for you ${kept}. ${way}`;
}

function cancellationWords({ cancellation }: Told): string {
  switch (cancellation) {
    case 'window_over':
      return 'The payment did not come in time, so the things went back on the shelf. Nothing was charged.';
    case 'superseded':
      return 'You bought the same cart with a newer order. Nothing was charged for this one.';
    case 'operator':
      return 'Our harbour office has cancelled it. Nothing was charged.';
    case 'customer':
    case null:
      return 'As you wished. Nothing was charged.';
  }
}

function rejectionWords({ rejection }: Told): string {
  switch (rejection) {
    case 'hold_expired':
      return 'The payment took so long that the things were let go again. Nothing was charged.';
    case 'capture_failed':
      return 'Your bank took its promise back before we could charge. Nothing was charged.';
    case 'sold_out':
    case null:
      return 'Someone else was faster and what you wanted is sold out. Nothing was charged.';
  }
}

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

/** The customer may buy the same things again: nothing was charged and nothing will be. */
export const mayTryAgain = (state: OrderState): boolean => ['declined', 'rejected', 'cancelled'].includes(state);
