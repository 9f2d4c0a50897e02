import { type Clock, Fault } from '@breakwater/kernel';
import { SESSION_HEADER, signSession } from '@breakwater/service-host';
import { observedGauge } from '@breakwater/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Headers } from '../domain/forwarded-headers.js';
import { AREAS, type UpstreamName } from '../domain/paths.js';
import { clientAddress, scheme } from '../http/client-address.js';
import { bodyTooLarge, limited } from './body-limit.js';
import type { Upstream } from './upstream.js';

export interface ProxyOptions {
  readonly upstreams: Readonly<Record<UpstreamName, Upstream>>;
  readonly sessionKey: string;
  readonly bodyLimitBytes: number;
  readonly clock: Clock;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Long enough for one request with everything that it causes. */
const VOUCHED_FOR_MS = 60_000;

/** The routes that belong to other services. Encapsulated: in here bodies are passed on and never parsed. */
export function proxyRoutes(options: ProxyOptions): (fastify: FastifyInstance) => Promise<void> {
  return async (fastify) => {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    fastify.addHook('preParsing', async (request, _reply, payload) => {
      const { bodyLimitBytes } = options;
      if (Number(request.headers['content-length']) > bodyLimitBytes) throw bodyTooLarge(bodyLimitBytes);
      // Node itself holds a body to its content-length; only one without has to be counted.
      return request.headers['content-length'] === undefined ? limited(payload, bodyLimitBytes) : payload;
    });

    fastify.addHook('onSend', async (request, reply) => {
      // Answered before the body was all there: the connection is of no more use, and its rest is not waited for.
      if (!request.raw.complete) void reply.header('connection', 'close');
    });

    const endGauge = observedGauge(
      'gateway_upstream_in_flight',
      { help: 'Requests under way', labels: ['upstream'] },
      () =>
        Object.entries(options.upstreams).map(([upstream, { bulkhead }]) => ({
          value: bulkhead.inFlight,
          labels: { upstream },
        })),
    );
    for (const { area, service, openapi } of AREAS) {
      const upstream = options.upstreams[service];
      const forward = (
        request: FastifyRequest,
        reply: FastifyReply,
        target: string,
        extra: Headers = {},
      ): Promise<FastifyReply> => upstream.forward(request, reply, target, { ...identity(request, options), ...extra });
      const handler = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
        forward(request, reply, request.url.slice('/api'.length));
      for (const url of [`/api/${area}`, `/api/${area}/*`]) fastify.route({ method: METHODS, url, handler });
      if (openapi) {
        // The paths in it are the service's own; the prefix says where they are for whom it goes to.
        fastify.get(`/api/${area}/openapi.json`, (request, reply) =>
          forward(request, reply, '/openapi.json', { 'x-forwarded-prefix': '/api' }),
        );
      }
    }
    for (const url of ['/api', '/api/*'])
      fastify.route({ method: [...METHODS, 'OPTIONS'], url, handler: unknownRoute });
    fastify.addHook('onClose', async () => {
      endGauge();
      await Promise.all(Object.values(options.upstreams).map((upstream) => upstream.close()));
    });
  };
}

function unknownRoute(): never {
  throw new Fault('not_found', 'gateway.route.not_found', 'no such route');
}

function identity(request: FastifyRequest, { sessionKey, clock }: ProxyOptions): Headers {
  const from = { 'x-forwarded-for': clientAddress(request), 'x-forwarded-proto': scheme(request) };
  if (request.visitor === undefined) return from;
  const { sessionId, cartId, customer } = request.visitor;
  const claims = { sessionId, cartId, customer, expiresAt: clock.now() + VOUCHED_FOR_MS };
  return { ...from, [SESSION_HEADER]: signSession(sessionKey, claims) };
}
