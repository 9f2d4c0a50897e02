/** Anything that turns unknown input into a T or throws; a zod schema is one. */
export interface Schema<T> {
  parse(input: unknown): T;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * One HTTP route, spelled once: the server validates with it, the client is typed by it, OpenAPI is made of it.
 * `path` has `:name` parameters. `responses` maps each success status to the body's schema.
 */
export interface Route<Params, Query, Body, Response> {
  readonly method: Method;
  readonly path: string;
  readonly params?: Schema<Params>;
  readonly query?: Schema<Query>;
  readonly body?: Schema<Body>;
  readonly responses: Readonly<Record<number, Schema<Response>>>;
  /** Stable error codes that this route may answer, beside the platform's own. */
  readonly errors?: readonly string[];
  /** May a caller repeat it without harm? GET, PUT and DELETE are; a POST only when it carries its own key. */
  readonly idempotent?: boolean;
}
