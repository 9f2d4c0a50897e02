import type { ProductDetail } from '@breakwater/contracts';
import { ProductGrid } from './product-grid.js';

// Nobody misses what is not there: no recommendations, no section.
export function Recommendations({ recommendations }: Pick<ProductDetail, 'recommendations'>) {
  if (recommendations.state === 'unavailable' || recommendations.items.length === 0) return null;
  return (
    <section className="page product-section" aria-labelledby="recommendations">
      <h2 id="recommendations">Often bought together</h2>
      <ProductGrid items={recommendations.items.slice(0, 4)} level={3} />
    </section>
  );
}
