const WORDS: Readonly<Record<string, string>> = {
  'coupon.code.unknown': 'We do not know this code. Please check it for typing errors.',
  'coupon.code.expired': 'This coupon has expired.',
  'coupon.code.used': 'This coupon was used before; each is for one order.',
  'request.body.invalid': 'A coupon code has letters, digits and dashes only.',
};

/** Why a coupon was refused, by the stable code; undefined when it was something else. */
export const couponWords = (code: string): string | undefined => WORDS[code];
