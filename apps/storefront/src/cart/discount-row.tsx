import { type Money, money } from '@breakwater/kernel';
import { Price } from '@breakwater/web';

/** A line of totals: what a coupon takes off. */
export function DiscountRow({ code, discount }: { code: string | null; discount: Money }) {
  return (
    <div className="discount-row">
      <dt>
        Coupon <code className="coupon-code">{code}</code>
      </dt>
      <dd>
        <Price amount={money(-discount.amountMinor, discount.currency)} />
      </dd>
    </div>
  );
}
