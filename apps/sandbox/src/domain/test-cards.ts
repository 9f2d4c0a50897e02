export interface Decline {
  readonly code: string;
  readonly declineCode: string | null;
  readonly message: string;
}

/** When the bank wants the customer to prove who they are. */
type Authentication = 'never' | 'always' | 'on_session';

/** What becomes of money that is given back: it arrives, if it does, some time after it was asked for. */
export type RefundCourse = 'pending_first' | 'fails_later';

export interface CardBehaviour {
  readonly authentication: Authentication;
  /** The bank's answer to the charge, after authentication where that is asked for; null is an approval. */
  readonly decline: Decline | null;
  /** Without it a refund has succeeded at once. */
  readonly refunds?: RefundCourse;
}

export interface TestCard extends CardBehaviour {
  readonly number: string;
  /** The ready-made payment method that behaves like this number. */
  readonly name: string;
  readonly brand: 'visa' | 'mastercard' | 'amex';
  readonly country: string;
  /** What the person trying the shop may expect. */
  readonly effect: string;
}

const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
});

const generic = declined('generic_decline');
const insufficient = declined('insufficient_funds', 'Your card has insufficient funds.');
const processing: Decline = {
  code: 'processing_error',
  declineCode: 'processing_error',
  message: 'An error occurred while processing your card. Try again in a little bit.',
};
const expired: Decline = { code: 'expired_card', declineCode: null, message: 'Your card has expired.' };
const cvc: Decline = { code: 'incorrect_cvc', declineCode: null, message: "Your card's security code is incorrect." };

function card(
  number: string,
  name: string,
  effect: string,
  decline: Decline | null = null,
  authentication: Authentication = 'never',
  country = 'US',
): TestCard {
  const brand = number.startsWith('5') ? 'mastercard' : number.startsWith('3') ? 'amex' : 'visa';
  return { number, name: `pm_card_${name}`, brand, country, decline, authentication, effect };
}

/** The provider's published test cards, as far as a shop meets them. */
export const testCards: readonly TestCard[] = [
  card('4242424242424242', 'visa', 'pays'),
  card('5555555555554444', 'mastercard', 'pays'),
  card('378282246310005', 'amex', 'pays'),
  card('4000056655665556', 'visa_debit', 'pays'),
  card('4000002760000016', 'de', 'pays', null, 'never', 'DE'),
  card('4000000000003055', 'threeDSecureOptional', 'pays, 3-D Secure is not asked for'),
  { ...card('4000000000007726', 'pendingRefund', 'pays; a refund is pending at first'), refunds: 'pending_first' },
  { ...card('4000000000005126', 'refundFail', 'pays; a refund fails after it has succeeded'), refunds: 'fails_later' },
  card('4000000000000002', 'chargeDeclined', 'declined', generic),
  card('4000000000009995', 'chargeDeclinedInsufficientFunds', 'declined: insufficient funds', insufficient),
  card('4000000000009987', 'chargeDeclinedLostCard', 'declined: lost card', declined('lost_card')),
  card('4000000000009979', 'chargeDeclinedStolenCard', 'declined: stolen card', declined('stolen_card')),
  card('4100000000000019', 'chargeDeclinedFraudulent', 'declined: suspected fraud', declined('fraudulent')),
  card('4000000000006975', 'visa_chargeDeclinedVelocityLimitExceeded', 'declined: too often', {
    ...declined('card_velocity_exceeded'),
    message: 'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  }),
  card('4000000000000069', 'chargeDeclinedExpiredCard', 'declined: expired', expired),
  card('4000000000000127', 'chargeDeclinedIncorrectCvc', 'declined: wrong security code', cvc),
  card('4000000000000119', 'chargeDeclinedProcessingError', 'declined: processing error', processing),
  card('4000000000000341', 'chargeCustomerFail', 'declined when charged', generic),
  card('4000002500003155', 'authenticationRequiredOnSetup', 'asks for 3-D Secure', null, 'always'),
  card('4000002760003184', 'authenticationRequired', 'asks for 3-D Secure', null, 'always', 'DE'),
  card('4000000000003220', 'threeDSecure2Required', 'asks for 3-D Secure', null, 'always'),
  card('4000000000003063', 'threeDSecureRequired', 'asks for 3-D Secure', null, 'always'),
  card(
    '4000008260003178',
    'authenticationRequiredChargeDeclinedInsufficientFunds',
    'asks for 3-D Secure, then declined: insufficient funds',
    insufficient,
    'always',
  ),
  card(
    '4000008400001629',
    'threeDSecureRequiredChargeDeclined',
    'asks for 3-D Secure, then declined',
    generic,
    'always',
  ),
  card('4000003800000446', 'authenticationRequiredSetupForOffSession', 'asks for 3-D Secure', null, 'on_session'),
];

const byNumber = new Map(testCards.map((each) => [each.number, each]));
const byName = new Map(testCards.map((each) => [each.name, each]));

export const cardByNumber = (number: string): TestCard | undefined => byNumber.get(number);
/** `pm_card_visa_chargeDeclined` and `pm_card_chargeDeclined` are the same card. */
export const cardByName = (name: string): TestCard | undefined =>
  byName.get(name) ?? byName.get(name.replace('pm_card_visa_', 'pm_card_'));
