import './cart.css';
import type { Cart } from '@breakwater/contracts';
import { announce, Price } from '@breakwater/web';
import { formatMoney } from '@breakwater/kernel';
import { Link } from 'react-router';
import { ProductPicture } from '../catalogue/picture.js';
import { variantLabel } from '../catalogue/variant-label.js';
import { setQuantity } from './cart-store.js';
import { QuantityInput } from './quantity-input.js';

type Line = Cart['lines'][number];

const nameOf = (line: Line): string =>
  [line.title, variantLabel(line.variantTitle)].filter((part) => part !== '').join(', ');

// The store keeps the error and the page shows it.
const change = (line: Line, quantity: number): void => {
  setQuantity(line.sku, quantity).then(
    () => announce(quantity === 0 ? `${nameOf(line)} removed` : `${nameOf(line)}: ${quantity}`),
    () => announce('The cart could not be changed'),
  );
};

export function CartLines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul className="cart-lines" aria-label="In your cart">
      {lines.map((line) => (
        <li key={line.sku} className="cart-line">
          <ProductPicture picture={line.picture} decorative />
          <div className="cart-line-text">
            <Link to={`/products/${line.slug}?sku=${encodeURIComponent(line.sku)}`} className="cart-line-title">
              {line.title}
            </Link>
            <span className="quiet cart-line-variant">{variantLabel(line.variantTitle)}</span>
            {line.formerUnitPrice === null ? null : (
              <span className="badge badge-warning">
                Price changed: was {formatMoney(line.formerUnitPrice)}, now {formatMoney(line.unitPrice)}
              </span>
            )}
          </div>
          <div className="cart-line-tools">
            <QuantityInput
              label={`Quantity of ${nameOf(line)}`}
              value={line.quantity}
              min={1}
              onValue={(quantity) => change(line, quantity)}
            />
            <button
              type="button"
              className="button button-plain button-small"
              aria-label={`Remove ${nameOf(line)}`}
              onClick={() => change(line, 0)}
            >
              Remove
            </button>
          </div>
          <strong className="cart-line-total">
            <Price amount={line.lineTotal} />
          </strong>
        </li>
      ))}
    </ul>
  );
}
