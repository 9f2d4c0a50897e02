import { type ActTrouble, type ApiError, isOutcomeUnknown } from '@breakwater/web';
import { declineWords, orderIn } from '../checkout/purchase-outcome.js';

export interface ActWords {
  readonly title: string;
  readonly text: string;
}

const NOT_OPEN: ActWords = {
  title: 'This order is not open to you',
  text: 'Please use the link in the mail, or sign in.',
};

const CANCEL: Readonly<Record<string, ActWords>> = {
  'order.order.not_cancellable': {
    title: 'It is too late to cancel',
    text: 'This order cannot be cancelled any more. Please look at its state on this page.',
  },
  'order.order.not_found': NOT_OPEN,
};

/** The order is between two steps: the shop says when to ask again. */
const BETWEEN_STEPS: ActWords = {
  title: 'Just a moment',
  text: 'Your order is being worked on at this moment. Please try again in a few seconds.',
};
const isBetweenSteps = (error: ApiError): boolean => error.status === 409 && error.retryAfterMs !== undefined;

export function cancelTrouble(error: ApiError): ActTrouble {
  if (isOutcomeUnknown(error)) {
    return {
      title: 'We could not reach the shop',
      text: 'We do not know yet whether the order is cancelled. Asking again is safe.',
      mayTryAgain: true,
    };
  }
  if (isBetweenSteps(error)) return { ...BETWEEN_STEPS, mayTryAgain: true };
  const words = CANCEL[error.code] ?? { title: 'The order was not cancelled', text: error.message };
  return { ...words, mayTryAgain: false };
}

const PAY: Readonly<Record<string, ActWords>> = {
  'order.payment.not_due': {
    title: 'There is nothing left to pay here',
    text: 'The order has moved on meanwhile. Please look at its state on this page.',
  },
  'order.order.not_found': NOT_OPEN,
};

export function payTrouble(error: ApiError): ActWords {
  if (isOutcomeUnknown(error)) {
    return {
      title: 'We could not reach the shop',
      text: 'We do not know yet whether your payment arrived. Asking again is safe: you will not be charged twice.',
    };
  }
  if (isBetweenSteps(error)) return BETWEEN_STEPS;
  if (error.code === 'order.payment.declined') {
    const decline = orderIn(error)?.decline;
    return {
      title: 'This card was declined too',
      text: `${declineWords(decline?.code, decline?.message)} Nothing was charged. You may try another one.`,
    };
  }
  return PAY[error.code] ?? { title: 'The payment did not go through', text: error.message };
}
