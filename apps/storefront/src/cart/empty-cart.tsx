import { Link } from 'react-router';
import { Lighthouse } from '../shell/lighthouse.js';

export function EmptyCart() {
  return (
    <div className="empty">
      <Lighthouse />
      <p>Your cart is empty.</p>
      <Link to="/shop" className="button button-primary">
        See everything
      </Link>
    </div>
  );
}
