import type { Method } from '@breakwater/kernel';
import type { z } from 'zod';
import { ApiError, LocalCode } from './api-error.js';
import { pause } from './pause.js';
import { errorFromAnswer } from './read-answer.js';
import { routeUrl } from './route-url.js';

/** A route of the contracts, as far as a caller needs it. The schemas give the types only (see vite/contract-routes.mjs). */
export interface WebRoute {
  readonly method: Method;
  readonly path: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly responses: Readonly<Record<number, z.ZodType>>;
}

type Part<R, K extends string, T> = R extends Record<K, z.ZodType> ? { readonly [P in K]: T } : unknown;
export type CallInput<R extends WebRoute> = Part<R, 'params', z.output<NonNullable<R['params']>>> &
  Part<R, 'query', Partial<z.output<NonNullable<R['query']>>>> &
  Part<R, 'body', z.input<NonNullable<R['body']>>> &
  CallOptions;
export type CallAnswer<R extends WebRoute> = z.output<R['responses'][keyof R['responses']]>;

export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** 10 s when left out. */
  readonly timeoutMs?: number;
}

interface LooseInput extends CallOptions {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string | number | boolean | undefined>;
  readonly body?: unknown;
}

const REPEAT_AFTER_MS = 250;

/**
 * Calls a route at the gateway. Reads and PUT/DELETE are repeated once when the way to the shop was broken. The answer is not
 * parsed: a page that is older than the shop must live with fields that it does not know. Throws ApiError only
 * (and the abort reason when the caller aborts).
 */
export async function call<R extends WebRoute>(route: R, input: CallInput<R>): Promise<CallAnswer<R>> {
  try {
    return (await attempt(route, input)) as CallAnswer<R>;
  } catch (error) {
    const repeatable = route.method !== 'POST' && route.method !== 'PATCH';
    if (!repeatable || !(error instanceof ApiError) || ![0, 502, 503, 504].includes(error.status)) throw error;
    if (error.code === LocalCode.timeout) throw error;
    await pause(REPEAT_AFTER_MS * (1 + Math.random()), input.signal);
    return (await attempt(route, input)) as CallAnswer<R>;
  }
}

async function attempt(route: WebRoute, input: LooseInput): Promise<unknown> {
  const limit = AbortSignal.timeout(input.timeoutMs ?? 10_000);
  const signal = input.signal === undefined ? limit : AbortSignal.any([limit, input.signal]);
  try {
    const response = await fetch(routeUrl(route.path, input.params, input.query), {
      method: route.method,
      credentials: 'same-origin',
      signal,
      headers: {
        accept: 'application/json',
        ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...input.headers,
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw errorFromAnswer(
        { status: response.status, retryAfter: response.headers.get('retry-after'), text },
        Date.now(),
      );
    }
    return text === '' ? undefined : parseGood(text, response.status);
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (input.signal?.aborted === true) throw input.signal.reason;
    const [code, message] = limit.aborted
      ? [LocalCode.timeout, 'The shop did not answer in time.']
      : [LocalCode.unreachable, 'The shop cannot be reached. Are you offline?'];
    throw new ApiError({ status: 0, code, message });
  }
}

function parseGood(text: string, status: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = 'The shop gave an unexpected answer.';
    throw new ApiError({ status: status >= 500 ? status : 502, code: LocalCode.unreadable, message });
  }
}
