/** What the browser says about where an unsafe request comes from. */
export interface UnsafeRequest {
  readonly method: string;
  readonly contentType: string | undefined;
  readonly hasBody: boolean;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site, sent by every current browser and not settable by scripts. */
  readonly fetchSite: string | undefined;
  /** Scheme and Host under which this request reached the shop. */
  readonly ownOrigin: string;
}

export type Refusal = 'origin' | 'content_type';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isUnsafe(method: string): boolean {
  return !SAFE.has(method);
}

/**
 * The rule against cross-site requests, beside SameSite=Lax: an Origin that is sent must be ours, and a body must be JSON, which
 * no form of another site can send without asking first.
 */
export function judgeUnsafe(request: UnsafeRequest, publicOrigin: string): Refusal | null {
  if (!isUnsafe(request.method)) return null;
  const { origin, fetchSite, contentType, hasBody } = request;
  if (origin !== undefined && origin !== publicOrigin && origin !== request.ownOrigin) return 'origin';
  if (origin === undefined && fetchSite === 'cross-site') return 'origin';
  if (contentType === undefined) return hasBody ? 'content_type' : null;
  return isJson(contentType) ? null : 'content_type';
}

function isJson(contentType: string): boolean {
  const [mediaType = ''] = contentType.split(';');
  return mediaType.trim().toLowerCase() === 'application/json';
}
