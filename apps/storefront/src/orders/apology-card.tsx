import type { Order } from '@breakwater/contracts';
import { formatMoney } from '@breakwater/kernel';
import { CopyButton } from '@breakwater/web';
import { formatDate } from '../shell/format-date.js';

/** The coupon for having had to wait. */
export function ApologyCard({ apology }: { apology: NonNullable<Order['apology']> }) {
  return (
    <section className="apology" aria-labelledby="apology">
      <div>
        <h2 id="apology">Sorry for the wait</h2>
        <p>
          Here is <strong>{formatMoney(apology.amount)}</strong> off your next order. Enter the code in your cart, once,
          until {formatDate(apology.expiresAt)}.
        </p>
      </div>
      <p className="apology-code">
        <code>{apology.code}</code>
        <CopyButton text={apology.code} what="coupon code" />
      </p>
    </section>
  );
}
