import type { FastifyInstance, FastifyRequest } from 'fastify';
import { systemClock } from '@breakwater/kernel';
import { DEADLINE_HEADER, deadlineIn, withDeadline } from '@breakwater/resilience';
import { observeRequest, startServerSpan, type ServerSpan } from '@breakwater/telemetry';
import { SERVICE_TOKEN_HEADER } from '../auth/service-tokens.js';
import { SESSION_HEADER, type SessionClaims, verifySession } from '../auth/sessions.js';
import type { Platform } from '../platform.module.js';

declare module 'fastify' {
  interface FastifyRequest {
    session?: SessionClaims;
    span?: ServerSpan;
    startedAtMs?: number;
  }
}

/** A request without a deadline gets this one, so that no work goes on for ever. */
const DEFAULT_DEADLINE_MS = 10_000;
/** Probes and scrapes are many and say nothing: no spans and no request metrics for them. */
const QUIET = /^\/(health\/|metrics$)/;

/** Who may come in, how long it may take, and what is measured of it: for every route of every service. */
export function addRequestHooks(fastify: FastifyInstance, platform: Platform, sessionKey: string | undefined): void {
  const { tokens, readiness } = platform;

  fastify.addHook('onRequest', async (request) => {
    request.startedAtMs = performance.now();
    if (request.url.startsWith('/internal/')) tokens.verify(header(request, SERVICE_TOKEN_HEADER));
    const session = header(request, SESSION_HEADER);
    if (session !== undefined && sessionKey !== undefined) {
      request.session = verifySession(sessionKey, session, systemClock.now());
    }
  });

  // Here and not earlier: reading the body loses the async context.
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (QUIET.test(request.url)) return done();
    const span = startServerSpan({ method: request.method, route: routeOf(request), headers: request.headers });
    request.span = span;
    span.run(() => withDeadline(deadlineIn(remainingMs(request)), done));
  });

  // At the end and not at the beginning, so that a request that was under way gives its connection up too.
  fastify.addHook('onSend', async (_request, reply) => {
    if (readiness.isDraining) void reply.header('connection', 'close');
  });

  fastify.addHook('onResponse', async (request, reply) => {
    if (QUIET.test(request.url)) return;
    request.span?.end(reply.statusCode);
    const seconds = (performance.now() - (request.startedAtMs ?? performance.now())) / 1000;
    observeRequest({ route: routeOf(request), method: request.method, status: reply.statusCode, seconds });
  });
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'unmatched';
}

function remainingMs(request: FastifyRequest): number {
  const given = Number(header(request, DEADLINE_HEADER));
  return Number.isFinite(given) && given > 0 ? Math.min(given, DEFAULT_DEADLINE_MS) : DEFAULT_DEADLINE_MS;
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
