import { Fault } from '@breakwater/kernel';
import type { CouponRefusal } from '../domain/coupon.js';

/** Why a coupon cannot be used, for the customer. */
export function refuseCoupon(why: CouponRefusal): Fault {
  switch (why) {
    case 'unknown':
      return new Fault('not_found', 'coupon.code.unknown', 'no such coupon', {
        publicMessage: 'We do not know this code.',
      });
    case 'expired':
      return new Fault('conflict', 'coupon.code.expired', 'the coupon has expired', {
        publicMessage: 'This coupon has expired.',
      });
    case 'revoked':
      return new Fault('conflict', 'coupon.code.expired', 'the coupon was revoked with the purchase that earned it', {
        publicMessage: 'This coupon belonged to a purchase that was cancelled.',
      });
    case 'used':
      return new Fault('conflict', 'coupon.code.used', 'the coupon was used by another order', {
        publicMessage: 'This coupon was used already; each is for one order.',
      });
  }
}
