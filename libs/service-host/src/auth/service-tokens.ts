import { type Clock, Fault } from '@breakwater/kernel';
import { z } from 'zod';
import { readToken, signToken } from './signed-token.js';

export const SERVICE_TOKEN_HEADER = 'x-service-token';
const LIFETIME_MS = 60_000;
const Claims = z.object({ caller: z.string(), audience: z.string(), expiresAt: z.number() });

/** Tokens of 60 s that name caller and audience, so that one service's token does not open another's door. */
export class ServiceTokens {
  private readonly minted = new Map<string, { token: string; renewAt: number }>();

  constructor(
    private readonly key: string,
    private readonly self: string,
    private readonly clock: Clock,
  ) {}

  /** A token for calls to `audience`; the same one is used for half its life. */
  mint(audience: string): string {
    const now = this.clock.now();
    const known = this.minted.get(audience);
    if (known !== undefined && known.renewAt > now) return known.token;
    const token = signToken(this.key, { caller: this.self, audience, expiresAt: now + LIFETIME_MS });
    this.minted.set(audience, { token, renewAt: now + LIFETIME_MS / 2 });
    return token;
  }

  /** The caller's name. Throws `auth.service_token.missing` or `.invalid` (401), `.audience` (403). */
  verify(token: string | undefined): string {
    if (token === undefined) throw refused('auth.service_token.missing', 'no service token');
    const claims = Claims.safeParse(readToken(this.key, token));
    if (!claims.success || claims.data.expiresAt <= this.clock.now())
      throw refused('auth.service_token.invalid', 'service token refused');
    if (claims.data.audience !== this.self) {
      throw new Fault('forbidden', 'auth.service_token.audience', `token is for ${claims.data.audience}`);
    }
    return claims.data.caller;
  }
}

function refused(code: string, message: string): Fault {
  return new Fault('unauthenticated', code, message);
}
