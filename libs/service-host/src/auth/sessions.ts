import { Fault } from '@breakwater/kernel';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readToken, signToken } from './signed-token.js';

export const SESSION_HEADER = 'x-session';

/** Who is asking, as the gateway vouches for it. */
export const SessionClaims = z.object({
  sessionId: z.string(),
  cartId: z.string(),
  customer: z
    .object({ id: z.string(), email: z.string(), name: z.string(), role: z.enum(['customer', 'operator']) })
    .nullable(),
  /** Milliseconds since the epoch. */
  expiresAt: z.number(),
});
export type SessionClaims = z.infer<typeof SessionClaims>;

/** The value of `x-session`. */
export function signSession(key: string, claims: SessionClaims): string {
  return signToken(key, claims);
}

/** The claims of an `x-session` that is genuine and not expired. Throws `auth.session.invalid` (401). */
export function verifySession(key: string, token: string, nowMs: number): SessionClaims {
  const claims = SessionClaims.safeParse(readToken(key, token));
  if (!claims.success || claims.data.expiresAt <= nowMs) {
    throw new Fault('unauthenticated', 'auth.session.invalid', 'x-session refused', {
      publicMessage: 'Your session has ended. Please reload the page.',
    });
  }
  return claims.data;
}

/** Parameter of a public route: who is asking. Without a valid session the route answers 401. */
export const CurrentSession = createParamDecorator((_data: unknown, context: ExecutionContext): SessionClaims => {
  const { session } = context.switchToHttp().getRequest<FastifyRequest>();
  if (session === undefined) throw new Fault('unauthenticated', 'auth.session.missing', 'no x-session');
  return session;
});

/** Passes for operators. Throws `auth.session.anonymous` (401) or `auth.role.missing` (403). */
export function requireOperator(session: SessionClaims): void {
  if (session.customer === null) {
    throw new Fault('unauthenticated', 'auth.session.anonymous', 'not signed in', { publicMessage: 'Please sign in.' });
  }
  if (session.customer.role !== 'operator') {
    throw new Fault('forbidden', 'auth.role.missing', 'operator role needed', {
      publicMessage: 'This page is for operators.',
    });
  }
}
