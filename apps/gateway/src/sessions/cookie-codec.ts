import { createHmac } from 'node:crypto';
import { readToken, signToken } from '@breakwater/service-host';
import { z } from 'zod';
import type { Visitor } from '../domain/visitor.js';

const Payload = z.object({
  sessionId: z.uuid(),
  cartId: z.uuid(),
  customer: z
    .object({ id: z.uuid(), email: z.string(), name: z.string(), role: z.enum(['customer', 'operator']) })
    .nullable(),
  signedInAt: z.number().nullable(),
  expiresAt: z.number(),
});

/** Longer than any cookie of ours; what is longer is not even looked at. */
const MAX_LENGTH = 4096;

/** Signs with the first key, reads with any, so that a key can be changed without anyone's visit ending. */
export class CookieCodec {
  private readonly keys: readonly string[];

  constructor(secrets: readonly string[]) {
    // A key of its own for this one use: neither x-session nor a service token passes as a cookie, nor the other way round.
    this.keys = secrets.map((secret) => createHmac('sha256', secret).update('bw_session cookie').digest('base64url'));
  }

  encode(visitor: Visitor): string {
    const [signing] = this.keys;
    if (signing === undefined) throw new TypeError('no key to sign sessions with');
    return signToken(signing, visitor);
  }

  /** Undefined for a forged, broken or foreign value. `stale`: it was signed with a key that is on its way out. */
  decode(value: string): { visitor: Visitor; stale: boolean } | undefined {
    if (value.length > MAX_LENGTH) return undefined;
    for (const [index, key] of this.keys.entries()) {
      const payload = readToken(key, value);
      if (payload === undefined) continue;
      const parsed = Payload.safeParse(payload);
      return parsed.success ? { visitor: parsed.data, stale: index > 0 } : undefined;
    }
    return undefined;
  }
}
