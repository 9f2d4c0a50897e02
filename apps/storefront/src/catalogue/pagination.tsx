import { Link } from 'react-router';
import { type ListingFilters, listingPath, pageNumbers } from './listing-filters.js';

export function Pagination({ filters, pageCount }: { filters: ListingFilters; pageCount: number }) {
  if (pageCount <= 1) return null;
  const { page } = filters;
  const to = (n: number): string => listingPath({ ...filters, page: n });
  return (
    <nav className="pagination" aria-label="Pages">
      {page > 1 ? (
        <Link to={to(page - 1)} rel="prev" className="button button-secondary button-small">
          Previous<span className="visually-hidden"> page</span>
        </Link>
      ) : null}
      <ol>
        {pageNumbers(page, pageCount).map((n, i) => (
          <li key={n === 0 ? `gap ${i}` : n}>
            {n === 0 ? (
              <span aria-hidden="true">…</span>
            ) : (
              <Link to={to(n)} aria-current={n === page ? 'page' : undefined}>
                <span className="visually-hidden">Page </span>
                {n}
              </Link>
            )}
          </li>
        ))}
      </ol>
      {page < pageCount ? (
        <Link to={to(page + 1)} rel="next" className="button button-secondary button-small">
          Next<span className="visually-hidden"> page</span>
        </Link>
      ) : null}
    </nav>
  );
}
