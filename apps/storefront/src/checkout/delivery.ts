import type { Address } from '@breakwater/contracts';

/** What is typed into the form, before it is known to be right. */
export interface Delivery {
  readonly email: string;
  readonly name: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly postalCode: string;
  readonly country: string;
}

export const EMPTY_DELIVERY: Delivery = {
  email: '',
  name: '',
  line1: '',
  line2: '',
  city: '',
  postalCode: '',
  country: 'IE',
};

export type DeliveryProblems = Partial<Record<keyof Delivery, string>>;

const REGION_NAMES = new Intl.DisplayNames('en', { type: 'region' });

// Where the shop sends to; the names come from the browser's own data.
export const COUNTRIES = [
  'AT',
  'BE',
  'CH',
  'CZ',
  'DE',
  'DK',
  'EE',
  'ES',
  'FI',
  'FR',
  'GB',
  'GR',
  'HR',
  'HU',
  'IE',
  'IS',
].concat(['IT', 'LT', 'LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'US']);

export const countryName = (code: string): string => REGION_NAMES.of(code) ?? code;

export const looksLikeEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text.trim());

export function checkDelivery(delivery: Delivery): DeliveryProblems {
  const problems: DeliveryProblems = {};
  if (!looksLikeEmail(delivery.email)) problems.email = 'Enter an e-mail address, such as ada@example.com.';
  if (delivery.name.trim() === '') problems.name = 'Who shall the parcel go to?';
  if (delivery.line1.trim() === '') problems.line1 = 'Enter the street and the house number.';
  if (delivery.city.trim() === '') problems.city = 'Enter the town or city.';
  if (delivery.postalCode.trim() === '') problems.postalCode = 'Enter the postal code.';
  return problems;
}

export function addressOf(delivery: Delivery): Address {
  const line2 = delivery.line2.trim();
  return {
    name: delivery.name.trim(),
    line1: delivery.line1.trim(),
    ...(line2 === '' ? {} : { line2 }),
    city: delivery.city.trim(),
    postalCode: delivery.postalCode.trim(),
    country: delivery.country,
  };
}
