/** Codes of failures that happen before an answer of the shop can be read. */
export const LocalCode = {
  /** No connection, or it broke. */
  unreachable: 'web.network.unreachable',
  /** No answer in time. */
  timeout: 'web.network.timeout',
  /** An answer that is none of the shop's, such as the edge's static page. */
  unreadable: 'web.answer.unreadable',
} as const;

export interface ApiErrorFacts {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Stable code, of the shop (`order.total.changed`) or a LocalCode. */
  readonly code: string;
  /** What a person may read. */
  readonly message: string;
  readonly details?: unknown;
  /** From Retry-After. */
  readonly retryAfterMs?: number | undefined;
  readonly traceId?: string | undefined;
}

/** Every failed call ends as one of these. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly retryAfterMs: number | undefined;
  readonly traceId: string | undefined;

  constructor(facts: ApiErrorFacts) {
    super(facts.message);
    this.status = facts.status;
    this.code = facts.code;
    this.details = facts.details;
    this.retryAfterMs = facts.retryAfterMs;
    this.traceId = facts.traceId;
  }

  /** The shop (or the way to it) is in trouble; the same call may work later. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** True while nobody can tell whether the call did its work: repeat it with the same key, never with a new one. */
export function isOutcomeUnknown(error: ApiError): boolean {
  return error.isTransient || error.status === 408 || error.code === 'idempotency.key.in_progress';
}

/** Anything thrown, as an ApiError. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError({ status: 0, code: LocalCode.unreadable, message: 'Something went wrong on this page.' });
}
