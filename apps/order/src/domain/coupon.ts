/** What of a coupon decides whether it may be used. */
export interface CouponUse {
  readonly expiresAt: Date;
  /** The order that used it. */
  readonly redeemedBy: string | null;
  /** The purchase that it was an apology for was given back whole. */
  readonly revokedAt: Date | null;
}

export type CouponRefusal = 'unknown' | 'expired' | 'revoked' | 'used';

/** Why a coupon cannot be used; null when it can. What the order `mine` has used is no hindrance to itself. */
export function refusalOf(coupon: CouponUse | null, nowMs: number, mine: string | null = null): CouponRefusal | null {
  if (coupon === null) return 'unknown';
  if (coupon.redeemedBy !== null && coupon.redeemedBy !== mine) return 'used';
  if (coupon.revokedAt !== null) return 'revoked';
  return coupon.expiresAt.getTime() <= nowMs ? 'expired' : null;
}

/**
 * What a coupon takes off. At least `leastMinor` is left to be charged: providers refuse less, and an order that costs
 * nothing would need a way of its own past the payment.
 */
export function discountOf(couponMinor: number, grossMinor: number, leastMinor: number): number {
  return Math.max(0, Math.min(couponMinor, grossMinor - leastMinor));
}

/** Without 0 and O, 1 and I. */
const READABLE = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const GROUPS = 3;
const GROUP_LENGTH = 5;

/** How many random bytes a code is made of; each gives five bits: 75 in all. */
export const CODE_BYTES = GROUPS * GROUP_LENGTH;

/** A code that people can type and nobody can guess, such as `SORRY-7K3FQ-2MXA9-PWE4T`. */
export function couponCode(random: Uint8Array): string {
  const letters = Array.from(random.subarray(0, CODE_BYTES), (byte) => READABLE[byte & 31]).join('');
  return ['SORRY', ...(letters.match(/.{5}/g) ?? [])].join('-');
}
