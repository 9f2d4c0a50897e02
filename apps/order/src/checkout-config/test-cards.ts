import type { PaymentConfig } from '@breakwater/contracts';

/** Test cards of the provider that a person trying the shop may want; they exist in the sandbox and in Stripe's test mode. */
export const TEST_CARDS: PaymentConfig['testPaymentMethods'] = [
  { id: 'pm_card_visa', label: 'Visa', cardNumber: '4242424242424242', outcome: 'pays' },
  { id: 'pm_card_mastercard', label: 'Mastercard', cardNumber: '5555555555554444', outcome: 'pays' },
  {
    id: 'pm_card_chargeDeclined',
    label: 'Visa, declined',
    cardNumber: '4000000000000002',
    outcome: 'is declined by the bank',
  },
  {
    id: 'pm_card_chargeDeclinedInsufficientFunds',
    label: 'Visa without money',
    cardNumber: '4000000000009995',
    outcome: 'is declined: not enough money',
  },
  {
    id: 'pm_card_authenticationRequired',
    label: 'Visa with 3-D Secure',
    cardNumber: '4000002760003184',
    outcome: 'asks you to confirm with your bank first',
  },
];
