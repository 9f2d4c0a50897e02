/**
 * Which path of the public API belongs to which service. The upstream path is the public one without `/api`, so nothing below
 * `/internal`, `/health` or `/metrics` of a service can be named, as long as the path holds no way out (see pathProblem).
 */
export const AREAS = [
  { area: 'catalogue', service: 'product', openapi: true },
  { area: 'cart', service: 'order', openapi: false },
  { area: 'orders', service: 'order', openapi: true },
  { area: 'payments', service: 'payment', openapi: true },
  { area: 'reconciliation', service: 'reconciliation', openapi: true },
  { area: 'operations', service: 'operations', openapi: true },
] as const;
export type Area = (typeof AREAS)[number];
export type UpstreamName = Area['service'];

/** The provider signs these itself: they come without a session, without an Origin, and with a body that must stay as it is. */
const WEBHOOKS = /^\/api\/payments\/webhooks?(\/|$)/;

/** Paths of this process that are for the machine's own network, never for the edge. */
const PRIVATE = /^\/(health|metrics|internal|openapi\.json)(\/|$)/;

const ENCODED = /%([0-9a-f]{2})/gi;
/** Never needed in a path of ours, and the stuff that path confusion is made of: % . / ; \ and control characters. */
const NEVER_ENCODED = new Set([0x25, 0x2e, 0x2f, 0x3b, 0x5c, 0x7f]);
const PLAIN = /^[A-Za-z0-9._~!$&'()*+,=:@%/-]*$/;

/** The path of a request target, without its query. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}

/**
 * Why a request target is refused before anything looks at it, or null when it is plain. One spelling per path is let through:
 * no dot segments, no empty segments, no backslash, nothing encoded that could become one of them one hop later.
 */
export function pathProblem(target: string): string | null {
  const path = pathOf(target);
  if (!path.startsWith('/')) return 'not an origin-form target';
  if (!PLAIN.test(path)) return 'characters that must be encoded';
  for (const [, hex = ''] of path.matchAll(ENCODED)) {
    const byte = Number.parseInt(hex, 16);
    if (byte < 0x20 || NEVER_ENCODED.has(byte)) return 'encoded characters that are never needed';
  }
  try {
    decodeURIComponent(path);
  } catch {
    return 'broken encoding';
  }
  const segments = path.slice(1).split('/');
  if (segments.slice(0, -1).includes('')) return 'empty segment';
  return segments.some((segment) => /^\.+$/.test(segment)) ? 'dot segment' : null;
}

export function isApi(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}

export function isWebhook(path: string): boolean {
  return WEBHOOKS.test(path);
}

export function isPrivate(path: string): boolean {
  return PRIVATE.test(path);
}
