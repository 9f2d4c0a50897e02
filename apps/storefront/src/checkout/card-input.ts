export interface Card {
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
}

export const EMPTY_CARD: Card = { number: '', expiry: '', cvc: '' };

export type CardProblems = Partial<Record<keyof Card, string>>;

export const digitsOf = (text: string): string => text.replaceAll(/\D/g, '');

/** Groups of four; American Express as 4-6-5. */
export function formatCardNumber(text: string): string {
  const digits = digitsOf(text).slice(0, 19);
  if (/^3[47]/.test(digits)) {
    return [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)].filter(Boolean).join(' ');
  }
  return digits.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
}

/** `1` stays, `5` becomes `05 / `, `1229` becomes `12 / 29`. Deleting back over the separator works. */
export function formatExpiry(text: string, former = ''): string {
  const isErasing = text.length < former.length;
  let digits = digitsOf(text);
  if (/^[2-9]/.test(digits)) digits = `0${digits}`;
  if (isErasing && former.endsWith(' / ') && digits.length === 2) digits = digits.slice(0, 1);
  digits = digits.length === 6 ? digits.slice(0, 2) + digits.slice(4) : digits.slice(0, 4);
  if (digits.length < 2) return digits;
  return `${digits.slice(0, 2)} / ${digits.slice(2)}`;
}

/** Month and full year, or undefined when it is no date. */
export function parseExpiry(text: string): { month: number; year: number } | undefined {
  const match = /^(\d{2}) ?\/ ?(\d{2})$/.exec(text.trim());
  const month = Number(match?.[1]);
  return match !== null && month >= 1 && month <= 12 ? { month, year: 2000 + Number(match[2]) } : undefined;
}

/** The check digit of ISO/IEC 7812 (Luhn). */
export function hasValidCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = Number(digits[digits.length - 1 - i]);
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/** What the customer should put right before the provider is asked. */
export function checkCard(card: Card, now: Date): CardProblems {
  const problems: CardProblems = {};
  const digits = digitsOf(card.number);
  if (digits.length < 12 || !hasValidCheckDigit(digits))
    problems.number = 'Check the card number: it has a typing error.';
  const expiry = parseExpiry(card.expiry);
  if (expiry === undefined) problems.expiry = 'Enter month and year, such as 09 / 29.';
  else if (new Date(expiry.year, expiry.month) <= now) problems.expiry = 'This card has expired.';
  if (!/^\d{3,4}$/.test(card.cvc)) problems.cvc = 'Enter the 3 or 4 digits.';
  return problems;
}
