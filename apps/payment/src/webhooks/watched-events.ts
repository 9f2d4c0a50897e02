/**
 * What the provider should send; subscribe the webhook to these. Events only wake, so one for each way in which a payment, a
 * refund or a payout can change without our asking is enough: the others tell of the same change again (`charge.captured`), or
 * of what is ours to know first (`payment_intent.created`).
 */
export const WATCHED_EVENTS: readonly string[] = [
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'payment_intent.succeeded',
  'charge.refunded',
  'refund.updated',
  'refund.failed',
  'payout.created',
  'payout.paid',
  'payout.failed',
];
