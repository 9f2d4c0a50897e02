import * as contracts from '@breakwater/contracts';

interface Shaped {
  readonly shape: Readonly<Record<string, unknown>>;
}

/** A route of the contracts, as far as a document must agree with it. */
export interface ContractRoute {
  readonly method: string;
  /** As in OpenAPI: `/orders/{orderId}`. */
  readonly path: string;
  readonly params: readonly string[];
  readonly query: readonly string[];
  readonly body: readonly string[];
  readonly headers: readonly string[];
  readonly statuses: readonly string[];
  readonly errors: readonly string[];
}

interface Written {
  readonly method: string;
  readonly path: string;
  readonly params?: Shaped;
  readonly query?: Shaped;
  readonly body?: Shaped;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly responses: Readonly<Record<number, unknown>>;
  readonly errors?: readonly string[];
}

/** Every route that the contracts export. */
export const contractRoutes: readonly ContractRoute[] = Object.values(contracts as Record<string, unknown>)
  .filter(isRoute)
  .map(({ method, path, params, query, body, headers = {}, responses, errors = [] }) => ({
    method,
    path: path.replaceAll(/:(\w+)/g, '{$1}'),
    params: namesOf(params),
    query: namesOf(query),
    body: namesOf(body),
    headers: Object.keys(headers),
    statuses: Object.keys(responses),
    errors,
  }));

function namesOf(schema: Shaped | undefined): string[] {
  return schema === undefined ? [] : Object.keys(schema.shape).sort();
}

function isRoute(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'responses' in value;
}
