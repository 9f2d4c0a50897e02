import { ApiError, LocalCode } from './api-error.js';

/** The parts of a fetch Response that are used; a test builds them by hand. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

/** Turns a bad answer into an ApiError; the edge's own pages (no JSON) get a code too. */
export function errorFromAnswer(answer: Answer, nowMs: number): ApiError {
  const retryAfterMs = parseRetryAfter(answer.retryAfter, nowMs);
  const error = readErrorBody(answer.text);
  if (error === undefined) {
    const message =
      answer.status === 503 ? 'The shop is not available just now.' : 'The shop gave an unexpected answer.';
    return new ApiError({ status: answer.status, code: LocalCode.unreadable, message, retryAfterMs });
  }
  return new ApiError({ ...error, status: answer.status, retryAfterMs });
}

/** Retry-After as seconds or as a date, in milliseconds from now; undefined when absent or nonsense. */
export function parseRetryAfter(value: string | null, nowMs: number): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function readErrorBody(text: string) {
  const body = parseJson(text);
  const error = isRecord(body) ? body.error : undefined;
  if (!isRecord(error) || typeof error.code !== 'string') return undefined;
  return {
    code: error.code,
    message: typeof error.message === 'string' ? error.message : 'Something went wrong.',
    details: error.details,
    traceId: typeof error.traceId === 'string' ? error.traceId : undefined,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** True for an object that is no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
