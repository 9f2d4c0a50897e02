import type { Order, OrderState } from '@breakwater/contracts';
import type { Tone } from '@breakwater/web';
import { declineWords } from '../checkout/purchase-outcome.js';

export interface OrderWords {
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
  /** One or two words, for a list. */
  readonly badge: string;
}

/** A state in the customer's words. */
export function wordsFor(state: OrderState, order?: Pick<Order, 'decline' | 'rejection' | 'email'>): OrderWords {
  switch (state) {
    case 'pending':
    case 'reserved':
    case 'authorized':
    case 'confirmed':
      return {
        tone: 'info',
        title: 'Paying…',
        text: 'We have your order and are settling the payment. This takes a few seconds; you may stay or come back.',
        badge: 'Paying',
      };
    case 'requires_action':
      return {
        tone: 'warning',
        title: 'Your bank asks you to confirm',
        text: 'Your order is recorded. It is paid once you have confirmed the payment with your bank.',
        badge: 'Confirm payment',
      };
    case 'unknown':
    case 'payment_deferred':
      return {
        tone: 'info',
        title: 'Payment is busy, your order is recorded',
        text: `It is put aside for you and you need not do anything. We charge your card as soon as the payment service answers again, and tell you${order === undefined ? '' : ` at ${order.email}`}.`,
        badge: 'Recorded',
      };
    case 'paid':
      return {
        tone: 'good',
        title: 'Thank you, your order is paid',
        text: `We are packing it now.${order === undefined ? '' : ` A confirmation goes to ${order.email}.`}`,
        badge: 'Paid',
      };
    case 'fulfilled':
      return { tone: 'good', title: 'Your order is on its way', text: 'It has left our harbour store.', badge: 'Sent' };
    case 'declined':
      return {
        tone: 'bad',
        title: 'The payment was declined',
        text: `${declineWords(order?.decline?.code, order?.decline?.message)} Nothing was charged.`,
        badge: 'Declined',
      };
    case 'rejected':
      return { tone: 'bad', title: 'We could not take this order', text: rejectionWords(order), badge: 'Not possible' };
    case 'cancelled':
      return { tone: 'warning', title: 'This order was cancelled', text: 'Nothing was charged.', badge: 'Cancelled' };
    case 'refunded':
      return {
        tone: 'info',
        title: 'This order was refunded',
        text: 'The money is on its way back to your card; banks take up to five days.',
        badge: 'Refunded',
      };
  }
}

function rejectionWords(order: Pick<Order, 'rejection'> | undefined): string {
  switch (order?.rejection) {
    case 'hold_expired':
      return 'The payment took so long that the things were let go again. Nothing was charged.';
    case 'capture_failed':
      return 'Your bank took its promise back before we could charge. Nothing was charged.';
    case 'sold_out':
    case null:
    case undefined:
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

/** The customer may buy the same things again: nothing was charged and nothing will be. */
export const mayTryAgain = (state: OrderState): boolean => ['declined', 'rejected', 'cancelled'].includes(state);
