import { Link, useLocation } from 'react-router';
import { listingPath, readFilters } from '../catalogue/listing-filters.js';
import { useCategories } from '../catalogue/use-categories.js';

/** The shelves, one click away from everywhere. Keeps its height while it loads and when it cannot be had. */
export function CategoryNav() {
  const { data } = useCategories();
  const { pathname, search } = useLocation();
  const filters = readFilters(new URLSearchParams(search));
  const current = (category: string | undefined): 'page' | undefined =>
    pathname === '/shop' && filters.category === category && filters.q === '' ? 'page' : undefined;
  return (
    <nav className="category-nav" aria-label="Categories">
      <ul>
        <li>
          <Link to="/shop" aria-current={current(undefined)}>
            Everything
          </Link>
        </li>
        {data?.items.map(({ slug, name }) => (
          <li key={slug}>
            <Link to={listingPath({ category: slug })} aria-current={current(slug)}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
