import type { Cart } from '@breakwater/contracts';
import { Price } from '@breakwater/web';
import { Link } from 'react-router';
import { CartTotals } from '../cart/cart-totals.js';
import { CouponField } from '../cart/coupon-field.js';
import { ProductPicture } from '../catalogue/picture.js';
import { variantLabel } from '../catalogue/variant-label.js';

export function CheckoutSummary({ cart }: { cart: Cart }) {
  return (
    <aside className="card checkout-summary" aria-labelledby="summary">
      <div className="section-head">
        <h2 id="summary">Your order</h2>
        <Link to="/cart">Change</Link>
      </div>
      <ul>
        {cart.lines.map((line) => (
          <li key={line.sku} className="summary-line">
            <ProductPicture picture={line.picture} decorative />
            <span>
              {line.quantity} × {line.title} <span className="quiet">{variantLabel(line.variantTitle)}</span>
            </span>
            <Price amount={line.lineTotal} />
          </li>
        ))}
      </ul>
      <CartTotals cart={cart} />
      <CouponField cart={cart} />
    </aside>
  );
}
