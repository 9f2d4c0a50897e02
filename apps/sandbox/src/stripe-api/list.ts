import type { CreatedRange, Document, Documents, ListFilter } from '../storage/documents.js';
import { invalidRequest, missing } from '../domain/stripe-fault.js';
import { param } from './params.js';

/** What every list of the provider understands. */
export const listParams = {
  limit: param.integer().optional(),
  starting_after: param.text(100).optional(),
  ending_before: param.text(100).optional(),
  created: param.created().optional(),
};

export interface ListParams {
  readonly limit?: number | undefined;
  readonly starting_after?: string | undefined;
  readonly ending_before?: string | undefined;
  readonly created?: number | CreatedRange | undefined;
}

/** Newest first, with `has_more`; the cursor must exist. */
export function listAnswer<T extends Document>(
  documents: Documents<T>,
  url: string,
  params: ListParams,
  filter: Pick<ListFilter, 'parent' | 'facet' | 'payout'>,
  build: (document: T) => object,
): object {
  const limit = checkedLimit(params.limit);
  for (const cursor of ['starting_after', 'ending_before'] as const) {
    const id = params[cursor];
    if (id !== undefined && documents.find(id) === undefined) throw missing('object', id, cursor, 400);
  }
  const created = typeof params.created === 'number' ? { gte: params.created, lte: params.created } : params.created;
  const page = documents.list({
    ...filter,
    limit,
    created,
    startingAfter: params.starting_after,
    endingBefore: params.ending_before,
  });
  return { object: 'list', data: page.data.map(build), has_more: page.hasMore, url };
}

export function checkedLimit(limit = 10): number {
  if (limit >= 1 && limit <= 100) return limit;
  throw invalidRequest('Invalid limit: must be between 1 and 100.', {
    code: 'parameter_invalid_integer',
    param: 'limit',
  });
}
