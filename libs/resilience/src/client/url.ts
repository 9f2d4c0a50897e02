import { Fault } from '@breakwater/kernel';

/** A call's options, after the compiler has checked them against the route. */
export interface RequestParts {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  readonly retry?: false;
}

/** Base, path with its `:name` parameters filled in (encoded), query without what is undefined. */
export function urlOf(baseUrl: string, path: string, parts: RequestParts): string {
  const params = new Map(entries(parts.params));
  const filled = path.replaceAll(/:(\w+)/g, (_match, name: string) => {
    const value = params.get(name);
    // `.` and `..` survive encoding and would climb up the path.
    if (value === undefined || ['', '.', '..'].includes(value)) {
      throw new Fault('internal', 'resilience.call.parameter_missing', `no usable ${name} for ${path}`);
    }
    return encodeURIComponent(value);
  });
  const query = new URLSearchParams(entries(parts.query)).toString();
  return `${baseUrl.replace(/\/$/, '')}${filled}${query === '' ? '' : `?${query}`}`;
}

function entries(part: unknown): [string, string][] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    value === undefined || value === null ? [] : [[key, text(value)]],
  );
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
