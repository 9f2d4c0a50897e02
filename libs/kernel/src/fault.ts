/** What kind of refusal or failure it is; one place (service-host) maps the kind to an HTTP status. */
export type FaultKind =
  | 'invalid' // 400
  | 'unauthenticated' // 401
  | 'payment_required' // 402
  | 'forbidden' // 403
  | 'not_found' // 404
  | 'method_not_allowed' // 405
  | 'conflict' // 409
  | 'gone' // 410
  | 'too_large' // 413
  | 'unsupported_media' // 415
  | 'unprocessable' // 422
  | 'too_many' // 429
  | 'internal' // 500
  | 'bad_gateway' // 502
  | 'unavailable' // 503
  | 'timeout'; // 504

export interface FaultOptions {
  /** What the customer may read. Left out, a neutral sentence for the kind is shown. */
  readonly publicMessage?: string;
  /** Facts for the caller's program: field errors, missing lines, the new total. Public. */
  readonly details?: unknown;
  /** Seconds after which a repeat makes sense; becomes Retry-After. */
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/**
 * The one typed error. `code` is stable and public (`area.thing.problem`), `message` is internal and goes to the log,
 * `publicMessage` and `details` go to the caller.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly publicMessage: string | undefined;
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly kind: FaultKind,
    readonly code: string,
    message: string,
    options: FaultOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.publicMessage = options.publicMessage;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** True for a Fault, also one that came from another copy of this library. */
export function isFault(error: unknown): error is Fault {
  return error instanceof Error && error.name === 'Fault' && 'kind' in error && 'code' in error;
}
