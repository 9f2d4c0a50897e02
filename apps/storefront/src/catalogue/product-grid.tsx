import './catalogue.css';
import type { ProductSummary } from '@breakwater/contracts';
import { Price } from '@breakwater/web';
import { Link } from 'react-router';
import { ProductPicture } from './picture.js';
import { Stars } from './stars.js';

interface GridProps {
  readonly items: readonly ProductSummary[];
  /** How many pictures are above the fold. */
  readonly eager?: number;
  readonly level?: 2 | 3;
}

export function ProductGrid({ items, eager = 0, level = 2 }: GridProps) {
  return (
    <ul className="product-grid">
      {items.map((product, i) => (
        <li key={product.slug}>
          <ProductCard product={product} eager={i < eager} level={level} />
        </li>
      ))}
    </ul>
  );
}

function ProductCard({ product, eager, level }: { product: ProductSummary; eager: boolean; level: 2 | 3 }) {
  const Title = level === 2 ? 'h2' : 'h3';
  const reduced = product.compareAtPrice !== null && product.compareAtPrice.amountMinor > product.price.amountMinor;
  return (
    <article className="product-card">
      <ProductPicture picture={product.picture} decorative eager={eager} />
      {reduced ? <span className="badge product-card-flag">Reduced</span> : null}
      <Title className="product-card-title">
        <Link to={`/products/${product.slug}`}>{product.title}</Link>
      </Title>
      <p className="product-card-price">
        <Price amount={product.price} former={product.compareAtPrice} from={!product.singlePrice} />
      </p>
      <Stars average={product.rating.average} count={product.rating.count} />
    </article>
  );
}

export function ProductGridSkeleton({ count }: { count: number }) {
  return (
    <ul className="product-grid" aria-hidden="true">
      {Array.from({ length: count }, (_, i) => (
        <li key={i}>
          <div className="product-card">
            <span className="skeleton picture" />
            <span className="skeleton skeleton-line" />
            <span className="skeleton skeleton-line skeleton-short" />
          </div>
        </li>
      ))}
    </ul>
  );
}
