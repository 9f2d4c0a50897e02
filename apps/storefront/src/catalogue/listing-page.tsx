import { announce } from '@breakwater/web';
import { useEffect } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { PageTitle } from '../shell/page-title.js';
import { Trouble } from '../shell/trouble.js';
import { type ListingFilters, listingPath, readFilters, type Sort, SORTS } from './listing-filters.js';
import { Pagination } from './pagination.js';
import { ProductGrid, ProductGridSkeleton } from './product-grid.js';
import { useCategories } from './use-categories.js';
import { useProducts } from './use-products.js';

const PAGE_SIZE = 24;

export function ListingPage() {
  const [search] = useSearchParams();
  const filters = readFilters(search);
  const { data, error, reload } = useProducts(filters, PAGE_SIZE);
  const title = useListingTitle(filters);
  useEffect(() => {
    if (data !== undefined) announce(`${data.total} ${data.total === 1 ? 'product' : 'products'}`);
  }, [data]);

  return (
    <section className="page listing">
      <div className="listing-head">
        <PageTitle key={`${filters.category ?? ''} ${filters.q}`}>{title}</PageTitle>
        <div className="listing-bar">
          <p className="quiet listing-count">
            {data === undefined ? '\u00A0' : `${data.total} ${data.total === 1 ? 'product' : 'products'}`}
          </p>
          <SortChoice filters={filters} />
        </div>
        {filters.q !== '' || filters.category !== undefined ? <ActiveFilters filters={filters} /> : null}
      </div>
      {data === undefined && error === undefined ? <ProductGridSkeleton count={12} /> : null}
      {data === undefined && error?.code === 'catalogue.category.not_found' ? <NothingFound filters={filters} /> : null}
      {data === undefined && error !== undefined && error.code !== 'catalogue.category.not_found' ? (
        <Trouble error={error} retry={reload} what="our products" />
      ) : null}
      {data?.items.length === 0 ? <NothingFound filters={filters} /> : null}
      {data === undefined || data.items.length === 0 ? null : (
        <>
          <ProductGrid items={data.items} eager={4} />
          <Pagination filters={filters} pageCount={data.pageCount} />
        </>
      )}
    </section>
  );
}

function useListingTitle({ category, q }: ListingFilters): string {
  const { data } = useCategories();
  if (q !== '') return `Search: ${q}`;
  if (category === undefined) return 'Everything';
  return data?.items.find(({ slug }) => slug === category)?.name ?? category.replaceAll('-', ' ');
}

function SortChoice({ filters }: { filters: ListingFilters }) {
  const navigate = useNavigate();
  return (
    <div className="listing-sort">
      <label htmlFor="sort">Sort by</label>
      <select
        id="sort"
        className="select"
        value={filters.sort}
        onChange={(event) => void navigate(listingPath({ ...filters, sort: event.target.value as Sort, page: 1 }))}
      >
        {Object.entries(SORTS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

function ActiveFilters({ filters }: { filters: ListingFilters }) {
  const { q, category, sort } = filters;
  return (
    <p className="listing-active">
      {q === '' || category === undefined ? null : <Link to={listingPath({ q, sort })}>Search everywhere</Link>}
      <Link to={listingPath({ sort })}>Show everything</Link>
    </p>
  );
}

function NothingFound({ filters }: { filters: ListingFilters }) {
  return (
    <div className="empty">
      <h2>Nothing washed ashore</h2>
      <p className="quiet">
        {filters.q === '' ? 'There is nothing on this shelf.' : `We have nothing that matches “${filters.q}”.`}
      </p>
      <Link to="/shop" className="button button-secondary">
        Show everything
      </Link>
    </div>
  );
}
