import { Fault, isFault } from '@breakwater/kernel';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

export function upstreamUnavailable(service: string, cause?: unknown): Fault {
  return new Fault('unavailable', 'gateway.upstream.unavailable', `${service} cannot be reached`, {
    retryAfterSeconds: 1,
    cause,
  });
}

export function upstreamTimeout(service: string, cause?: unknown): Fault {
  return new Fault('timeout', 'gateway.upstream.timeout', `${service} did not answer in time`, { cause });
}

/** The service may or may not have done the work: the customer's page asks before it repeats. */
export function upstreamBroken(service: string, cause?: unknown): Fault {
  return new Fault('bad_gateway', 'gateway.upstream.broken', `${service} gave no whole answer`, { cause });
}

/** Nobody reads this answer; the kind keeps it out of the error log. */
export function clientGone(): Fault {
  return new Fault('invalid', 'gateway.client.gone', 'the client went away');
}

export function upstreamFault(service: string, error: unknown): Fault {
  if (isFault(error)) return error;
  const code = errorCode(error);
  if (UNREACHABLE.has(code)) return upstreamUnavailable(service, error);
  if (SLOW.has(code)) return upstreamTimeout(service, error);
  return upstreamBroken(service, error);
}

/** A connection that the other side had closed while it lay idle, or that broke before anything came back. */
export function isBrokenConnection(error: unknown): boolean {
  return ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'].includes(errorCode(error));
}

/** An answer of the balancer in between, not of the service: it has no code of ours. */
export function faultOfStatus(service: string, status: number): Fault {
  if (status === 503) return upstreamUnavailable(service);
  return status === 504 ? upstreamTimeout(service) : upstreamBroken(service);
}

/** Undici wraps what the socket said, and an address with several endpoints has one error for each. */
function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === 'string' ? code : errorCode(cause);
}
