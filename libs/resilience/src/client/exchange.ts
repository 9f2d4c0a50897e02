import { Fault } from '@breakwater/kernel';
import { type Dispatcher, request } from 'undici';
import type { Answer } from './answer.js';

export interface Exchange {
  /** For messages: `GET inventory /internal/stock`. */
  readonly call: string;
  readonly url: string;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** The connection never came to be, so the request was never sent. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * One request and its whole answer. Throws the signal's reason when aborted, else a Fault:
 * `resilience.call.unreachable` (never sent), `resilience.call.broken` (sent, outcome unknown),
 * `resilience.call.unreadable` (the answer is not JSON).
 */
export async function exchange(dispatcher: Dispatcher, asked: Exchange, signal: AbortSignal): Promise<Answer> {
  const { call, url, method, headers, body } = asked;
  let status: number;
  let retryAfter: string | string[] | undefined;
  let text: string;
  try {
    const response = await request(url, { dispatcher, method, headers, body: body ?? null, signal });
    status = response.statusCode;
    retryAfter = response.headers['retry-after'];
    text = await response.body.text();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw broken(call, error);
  }
  return { status, retryAfterSeconds: seconds(retryAfter), body: parse(call, status, text) };
}

function broken(call: string, error: unknown): Fault {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no code';
  const cause = { cause: error };
  return NEVER_SENT.has(code)
    ? new Fault('unavailable', 'resilience.call.unreachable', `${call}: not reached (${code}), never sent`, cause)
    : new Fault('bad_gateway', 'resilience.call.broken', `${call}: broke off (${code}), outcome unknown`, cause);
}

function parse(call: string, status: number, text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    // A proxy's page is no JSON; its status says enough.
    if (status >= 300) return undefined;
    throw new Fault('bad_gateway', 'resilience.call.unreadable', `${call}: the answer is not JSON`, { cause: error });
  }
}

function seconds(header: string | string[] | undefined): number | undefined {
  const value = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
