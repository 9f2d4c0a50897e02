const REDACTED = '[redacted]';

const RULES: readonly (readonly [RegExp, string])[] = [
  // Keys of the payment provider: secret, restricted, webhook.
  [/\b(sk|rk|whsec)_[A-Za-z0-9_]{6,}/g, `$1_${REDACTED}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // JSON web tokens.
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED],
  // redis://user:password@host
  [/(:\/\/[^\s:/@]*):[^\s/@]+@/g, `$1:${REDACTED}@`],
  // Links that open something, such as ?accessToken=...
  [/([?&][\w.-]*(?:token|secret|password|signature|api_?key)=)[^&\s"'#]+/gi, `$1${REDACTED}`],
  // JSON or a form inside of a text.
  [/("?[\w-]*(?:password|secret|cvc|cvv)"?\s*[:=]\s*"?)[^\s"&,}]+/gi, `$1${REDACTED}`],
];

/** 13 to 19 digits as one run or in the groups that cards show; not a part of an id, a decimal or a longer number. */
const CARD =
  /(?<![\w.-])(?:[2-6]\d{12,18}|[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ -])\d{6}\2\d{5})(?![\w-]|\.\d)/g;

/** The text without secrets and card numbers. Card numbers are told from other long numbers by their check digit. */
export function scrubText(text: string): string {
  let clean = text;
  for (const [pattern, replacement] of RULES) clean = clean.replace(pattern, replacement);
  return clean.replace(CARD, (digits) => (passesLuhn(digits) ? '[card]' : digits));
}

/** ISO/IEC 7812-1, annex B: every second digit from the right doubled, the sum a multiple of ten. */
function passesLuhn(text: string): boolean {
  let sum = 0;
  const digits = text.replace(/\D/g, '');
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
