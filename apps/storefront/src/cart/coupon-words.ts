const WORDS: Readonly<Record<string, string>> = {
  'coupon.code.unknown': 'We do not know this code. Please check it for typing errors.',
  'coupon.code.used': 'This coupon was used before; each is for one order.',
  'request.input.invalid': 'A coupon code has letters, digits and dashes only.',
};

/** Why a coupon was refused, by the stable code; undefined where the shop's own words say more, as of one that is over. */
export const couponWords = (code: string): string | undefined => WORDS[code];

/** A code as the shop writes it: people type it in lower case, with blanks for dashes or around them, or paste another dash. */
export function normaliseCoupon(typed: string): string {
  return typed
    .trim()
    .toUpperCase()
    .replaceAll(/[\s\p{Dash}]+/gu, '-');
}
