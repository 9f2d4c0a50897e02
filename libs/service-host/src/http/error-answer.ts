import { type FaultKind, isFault } from '@breakwater/kernel';
import { HttpException } from '@nestjs/common';

const STATUS: Record<FaultKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media: 415,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  bad_gateway: 502,
  unavailable: 503,
  timeout: 504,
};

const PUBLIC: Record<FaultKind, string> = {
  invalid: 'Something in the request is not right.',
  unauthenticated: 'Please sign in.',
  payment_required: 'The payment was not accepted.',
  forbidden: 'This is not allowed.',
  not_found: 'There is nothing here.',
  method_not_allowed: 'This is not how it works here.',
  conflict: 'This does not fit the present state.',
  gone: 'This is here no longer.',
  too_large: 'The request is too large.',
  unsupported_media: 'The request must be JSON.',
  unprocessable: 'The request cannot be carried out.',
  too_many: 'Too many requests. Please try again in a moment.',
  internal: 'Something went wrong on our side.',
  bad_gateway: 'A part of the shop did not answer properly.',
  unavailable: 'A part of the shop is busy. Please try again in a moment.',
  timeout: 'A part of the shop took too long. Please try again in a moment.',
};

/** Codes of refusals that the web framework makes itself. */
const FRAMEWORK: Record<string, readonly [FaultKind, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'request.body.too_large'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media', 'request.content_type.unsupported'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid', 'request.body.unreadable'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid', 'request.body.empty'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid', 'request.content_length.wrong'],
  FST_ERR_CTP_INVALID_TYPE: ['unsupported_media', 'request.content_type.unsupported'],
  FST_ERR_BAD_URL: ['invalid', 'request.url.unreadable'],
};

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { error: { code: string; message: string; details?: unknown; traceId?: string } };
  /** True when the fault is ours: log it as an error with its stack. */
  readonly ours: boolean;
}

/** The one place where an error becomes an HTTP answer. Unknown errors say nothing of themselves to the caller. */
export function errorAnswer(error: unknown, traceId: string | undefined): ErrorAnswer {
  const { kind, code, message, details, retryAfterSeconds } = classify(error);
  const status = STATUS[kind];
  return {
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    body: { error: { code, message, ...(details === undefined ? {} : { details }), ...(traceId ? { traceId } : {}) } },
    ours: status >= 500,
  };
}

interface Classified {
  kind: FaultKind;
  code: string;
  message: string;
  details?: unknown;
  retryAfterSeconds?: number | undefined;
}

function classify(error: unknown): Classified {
  if (isFault(error)) {
    const { kind, code, details, retryAfterSeconds } = error;
    return { kind, code, message: error.publicMessage ?? PUBLIC[kind], details, retryAfterSeconds };
  }
  const framework = frameworkRefusal(error);
  if (framework !== undefined) return { kind: framework[0], code: framework[1], message: PUBLIC[framework[0]] };
  return { kind: 'internal', code: 'internal.error.unexpected', message: PUBLIC.internal };
}

function frameworkRefusal(error: unknown): readonly [FaultKind, string] | undefined {
  if (error instanceof HttpException) {
    // Nest wraps what Fastify refused; the cause says more.
    const cause = error.cause === undefined ? undefined : frameworkRefusal(error.cause);
    if (cause !== undefined) return cause;
    const status = error.getStatus();
    if (status === 404) return ['not_found', 'request.route.not_found'];
    return status < 500 ? [kindOf(status), 'request.refused'] : undefined;
  }
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = FRAMEWORK[code];
  if (known !== undefined) return known;
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (error instanceof SyntaxError && status === 400) return ['invalid', 'request.body.unreadable'];
  return status >= 400 && status < 500 ? [kindOf(status), 'request.refused'] : undefined;
}

function kindOf(status: number): FaultKind {
  const found = Object.entries(STATUS).find(([, value]) => value === status);
  return (found?.[0] as FaultKind | undefined) ?? 'invalid';
}
