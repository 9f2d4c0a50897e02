import { StripeFault } from '../domain/stripe-fault.js';

export interface GivenCard {
  readonly number: string;
  readonly exp_month?: number | undefined;
  readonly exp_year?: number | undefined;
  readonly cvc?: string | undefined;
}

/** Throws the provider's refusal of a card that cannot be one. */
export function refuseCard(card: GivenCard, now: Date): void {
  if (!/^\d{12,19}$/.test(card.number) || !passesLuhn(card.number)) {
    throw refused('incorrect_number', 'number', 'Your card number is incorrect.');
  }
  const month = card.exp_month ?? 0;
  if (month < 1 || month > 12) {
    throw refused('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.");
  }
  const year = (card.exp_year ?? 0) < 100 ? 2000 + (card.exp_year ?? 0) : (card.exp_year ?? 0);
  const thisYear = now.getUTCFullYear();
  if (year < thisYear || year > thisYear + 50 || (year === thisYear && month < now.getUTCMonth() + 1)) {
    throw refused('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.");
  }
  if (card.cvc !== undefined && !/^\d{3,4}$/.test(card.cvc)) {
    throw refused('invalid_cvc', 'cvc', "Your card's security code is invalid.");
  }
}

function refused(code: string, param: string, message: string): StripeFault {
  return new StripeFault(402, 'card_error', message, { code, param });
}

function passesLuhn(number: string): boolean {
  const sum = number
    .split('')
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}
