import type { Clock, IdSource } from '@breakwater/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anonymousVisitor, asOf, IDLE_MS, renewed, type Visitor } from '../domain/visitor.js';
import { scheme } from '../http/client-address.js';
import type { CookieCodec } from './cookie-codec.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose browser this is; set on every /api route but the webhooks. */
    visitor?: Visitor;
  }
}

export const SESSION_COOKIE = 'bw_session';

/** Reads and writes the session cookie. */
export class Visitors {
  constructor(
    private readonly codec: CookieCodec,
    private readonly ids: IdSource,
    private readonly clock: Clock,
    private readonly publicUrl: string,
  ) {}

  /**
   * Knows the visitor again, or makes an anonymous one. With `mayRenew` the cookie's end moves on; only quiet moments do that
   * (a page load, GET /api/session), so that a late answer cannot put an older session over a newer sign-in.
   */
  welcome(request: FastifyRequest, reply: FastifyReply, mayRenew: boolean): void {
    const now = this.clock.now();
    const value = request.cookies[SESSION_COOKIE];
    const known = value === undefined ? undefined : this.codec.decode(value);
    const visitor = known === undefined ? undefined : asOf(known.visitor, this.ids, now);
    if (known === undefined || visitor === undefined)
      return this.become(request, reply, anonymousVisitor(this.ids, now));
    if (visitor !== known.visitor) return this.become(request, reply, visitor);
    const next = mayRenew ? (renewed(visitor, now) ?? (known.stale ? visitor : undefined)) : undefined;
    if (next !== undefined) return this.become(request, reply, next);
    request.visitor = visitor;
  }

  /** From now on this browser is that visitor. */
  become(request: FastifyRequest, reply: FastifyReply, visitor: Visitor): void {
    request.visitor = visitor;
    const secure = scheme(request) === 'https' || this.publicUrl.startsWith('https:');
    void reply.setCookie(SESSION_COOKIE, this.codec.encode(visitor), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: IDLE_MS / 1000,
    });
  }
}

/** An answer that carries someone's cookie belongs to nobody else; nor does one of the API that does not say who may keep it. */
export function keepPrivate(reply: FastifyReply, isApi: boolean): void {
  const unsaid = isApi && !reply.hasHeader('cache-control');
  if (unsaid || reply.hasHeader('set-cookie')) void reply.header('cache-control', 'private, no-store');
}
