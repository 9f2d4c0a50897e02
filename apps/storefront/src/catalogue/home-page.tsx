import './home.css';
import { Link } from 'react-router';
import { PageTitle } from '../shell/page-title.js';
import { SITE } from '../shell/site.js';
import { Trouble } from '../shell/trouble.js';
import { HarbourScene } from './harbour-scene.js';
import { listingPath } from './listing-filters.js';
import { ProductGrid, ProductGridSkeleton } from './product-grid.js';
import { useCategories } from './use-categories.js';
import { useProducts } from './use-products.js';

export function HomePage() {
  return (
    <>
      <section className="hero">
        <HarbourScene />
        <div className="hero-text">
          <PageTitle title={SITE}>Made for the edge of the sea</PageTitle>
          <p>Jackets that keep the spray out, lamps that find the way home, bags that do not mind the quay wall.</p>
          <Link to="/shop" className="button button-primary">
            See everything
          </Link>
        </div>
      </section>
      <Shelves />
      <Featured />
    </>
  );
}

// Optional: the page stands without it.
function Shelves() {
  const { data, loading } = useCategories();
  if (data === undefined && !loading) return null;
  return (
    <section className="page home-section" aria-labelledby="shelves">
      <h2 id="shelves">Shelves</h2>
      <ul className="shelves">
        {data === undefined
          ? Array.from({ length: 8 }, (_, i) => <li key={i} className="skeleton shelf" aria-hidden="true" />)
          : data.items.map(({ slug, name, productCount }) => (
              <li key={slug}>
                <Link to={listingPath({ category: slug })} className="shelf">
                  <span className="shelf-name">{name}</span>
                  <span className="shelf-count">
                    {productCount} {productCount === 1 ? 'thing' : 'things'}
                  </span>
                </Link>
              </li>
            ))}
      </ul>
    </section>
  );
}

function Featured() {
  const { data, error, reload } = useProducts({ category: undefined, q: '', sort: 'featured', page: 1 }, 8);
  return (
    <section className="page home-section" aria-labelledby="featured">
      <div className="section-head">
        <h2 id="featured">Out of the boat shed</h2>
        <Link to={listingPath({ sort: 'newest' })}>What is new</Link>
      </div>
      {data === undefined && error !== undefined ? <Trouble error={error} retry={reload} what="our products" /> : null}
      {data === undefined && error === undefined ? <ProductGridSkeleton count={8} /> : null}
      {data === undefined ? null : <ProductGrid items={data.items} level={3} />}
    </section>
  );
}
