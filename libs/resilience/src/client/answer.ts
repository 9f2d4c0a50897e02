import { Fault, type FaultKind, isFault } from '@breakwater/kernel';

/** A complete HTTP answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  /** Parsed JSON; undefined when there was no body. */
  readonly body: unknown;
}

const KINDS: Readonly<Record<number, FaultKind>> = {
  400: 'invalid',
  401: 'unauthenticated',
  402: 'payment_required',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  410: 'gone',
  413: 'too_large',
  415: 'unsupported_media',
  422: 'unprocessable',
  429: 'too_many',
  500: 'internal',
  502: 'bad_gateway',
  503: 'unavailable',
  504: 'timeout',
};

function kindOf(status: number): FaultKind {
  return KINDS[status] ?? (status >= 400 && status < 500 ? 'invalid' : 'bad_gateway');
}

interface RemoteError {
  readonly code: string;
  readonly message?: string;
  readonly details?: unknown;
}

/** The `error` of an ErrorBody, if that is what it is. */
export function remoteError(body: unknown): RemoteError | undefined {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  if (typeof error !== 'object' || error === null || !('code' in error) || typeof error.code !== 'string') {
    return undefined;
  }
  return {
    code: error.code,
    ...('message' in error && typeof error.message === 'string' ? { message: error.message } : {}),
    ...('details' in error ? { details: error.details } : {}),
  };
}

/** The remote's refusal as our Fault: its code, details and public message, the kind by its status. */
export function refusal(call: string, answer: Answer): Fault {
  const remote = remoteError(answer.body);
  const options = answer.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: answer.retryAfterSeconds };
  if (remote === undefined) {
    const text = `${call} answered ${answer.status} without saying why`;
    return new Fault(kindOf(answer.status), 'resilience.call.unexplained', text, options);
  }
  return new Fault(kindOf(answer.status), remote.code, `${call} answered ${answer.status} ${remote.code}`, {
    ...options,
    ...(remote.message === undefined ? {} : { publicMessage: remote.message }),
    details: remote.details,
  });
}

/**
 * Does the answer show that the service is ill? A 5xx does, unless the contract names its code: then it is the orderly
 * refusal of a service that works. What is below 500 is an answer.
 */
export function showsIllness(answer: Answer, declared: readonly string[]): boolean {
  if (answer.status < 500) return false;
  const code = remoteError(answer.body)?.code;
  return code === undefined || !declared.includes(code);
}

const BROKEN_OFF = ['resilience.call.unreachable', 'resilience.call.broken'];

/**
 * Does it pass by itself? A connection that was refused or broke off, or a balancer that had no instance at hand. Not what
 * the service itself has said: then it has done what it could, and only the layer next to a failure tries again.
 */
export function isPassing(error: unknown): boolean {
  if (!isFault(error)) return false;
  if (BROKEN_OFF.includes(error.code)) return true;
  return error.code === 'resilience.call.unexplained' && ['bad_gateway', 'unavailable', 'timeout'].includes(error.kind);
}
