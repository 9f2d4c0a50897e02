import { createHmac, timingSafeEqual } from 'node:crypto';

/** `base64url(JSON).base64url(HMAC-SHA256)`. The payload is readable by anyone, so no secrets go in. */
export function signToken(key: string, payload: object): string {
  const body = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${body}.${mac(key, body)}`;
}

/** The payload when the signature fits, else undefined. What is in it is for the caller to check, expiry included. */
export function readToken(key: string, token: string): unknown {
  const [body, signature, ...rest] = token.split('.');
  if (body === undefined || signature === undefined || rest.length > 0) return undefined;
  const expected = Buffer.from(mac(key, body));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return undefined;
  try {
    return JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function mac(key: string, body: string): string {
  return createHmac('sha256', key).update(body).digest('base64url');
}
