import { listProducts } from '@breakwater/contracts';
import { call, useResource } from '@breakwater/web';
import { type ListingFilters, listingPath } from './listing-filters.js';

export function useProducts(filters: ListingFilters, pageSize: number) {
  const { category, q, sort, page } = filters;
  return useResource(`products ${pageSize} ${listingPath(filters)}`, (signal) =>
    call(listProducts, { query: { category, q, sort, page, pageSize }, signal }),
  );
}
