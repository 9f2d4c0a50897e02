import { type ActTrouble, type ApiError, isOutcomeUnknown } from '@breakwater/web';

const WORDS: Readonly<Record<string, string>> = {
  'order.order.not_found': 'There is no such order.',
  'order.move.illegal': 'The order has moved on: in its present state this is not possible.',
  'order.order.not_cancellable': 'The order has moved on: it cannot be cancelled any more.',
  'order.refund.exceeds_payment': 'There is not that much left to give back.',
  'order.refund.unknown_line': 'This order has no such line, or not so many of it.',
};

/** Why an order did not do what the operator wanted. */
export function orderTrouble(error: ApiError): string {
  if (isOutcomeUnknown(error)) return 'The answer did not come. Asking again is safe: it is done once only.';
  if (error.retryAfterMs !== undefined) return 'The order is being worked on. Please try again in a few seconds.';
  return WORDS[error.code] ?? error.message;
}

export function cancelTrouble(error: ApiError): ActTrouble {
  const isUnknown = isOutcomeUnknown(error);
  return {
    title: isUnknown ? 'We do not know yet whether the order is cancelled' : 'The order is not cancelled',
    text: orderTrouble(error),
    mayTryAgain: isUnknown || error.retryAfterMs !== undefined,
  };
}
