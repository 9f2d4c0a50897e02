import type { Decline } from './attempt.js';

/** Codes that say why: shown as they are. The provider asks that fraud codes are not told apart to the customer. */
const WORDS: Readonly<Record<string, string>> = {
  authentication_required: 'Your bank wants you to confirm this payment. Please try again and follow its steps.',
  authentication_not_handled: 'Your bank wants you to confirm this payment. Please try again and follow its steps.',
  payment_intent_authentication_failure: 'The confirmation with your bank did not succeed. Please try again.',
  card_not_supported: 'This card cannot be used for this kind of purchase. Please try another one.',
  card_velocity_exceeded: 'This card has reached its limit. Please try another one.',
  currency_not_supported: 'This card cannot pay in this currency. Please try another one.',
  expired_card: 'This card has expired. Please try another one.',
  incorrect_cvc: 'The security code is not right. Please check it and try again.',
  invalid_cvc: 'The security code is not right. Please check it and try again.',
  incorrect_number: 'The card number is not right. Please check it and try again.',
  invalid_number: 'The card number is not right. Please check it and try again.',
  invalid_expiry_month: 'The expiry date is not right. Please check it and try again.',
  invalid_expiry_year: 'The expiry date is not right. Please check it and try again.',
  incorrect_zip: 'The postal code does not fit the card. Please check it and try again.',
  insufficient_funds: 'There is not enough money on this card. Please try another one.',
  withdrawal_count_limit_exceeded: 'This card has reached its limit. Please try another one.',
  issuer_not_available: 'Your bank could not be reached. Please try again in a few minutes.',
  processing_error: 'The card could not be processed. Please try again in a few minutes.',
  try_again_later: 'Your bank could not decide just now. Please try again in a few minutes.',
  payment_method_unusable: 'This payment method cannot be used any more. Please enter the card again.',
};

const OTHERWISE = 'Your bank did not accept this card. Please try another one or ask your bank.';

/** A declined payment in words for the customer. `declineCode` is the issuer's reason, `code` the provider's. */
export function declineInWords(code: string | null | undefined, declineCode: string | null | undefined): Decline {
  for (const reason of [declineCode, code]) {
    const message = reason ? WORDS[reason] : undefined;
    if (reason && message !== undefined) return { code: reason, message };
  }
  return { code: declineCode ?? code ?? 'card_declined', message: OTHERWISE };
}
