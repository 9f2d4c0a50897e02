import { Fault } from '@breakwater/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isApi, isPrivate, isWebhook, pathOf, pathProblem } from '../domain/paths.js';
import { judgeUnsafe } from '../domain/request-origin.js';
import { cameOverTheEdge, scheme } from './client-address.js';

/** Only this gateway may say these to a service; whoever sends them from outside is not even told off. */
const OURS = ['x-session', 'x-service-token', 'x-deadline-ms', 'x-forwarded-prefix'];

/** Looks at a request before any other part of this process does. */
export function doorman(publicUrl: string): (request: FastifyRequest, reply: FastifyReply) => void {
  const publicOrigin = new URL(publicUrl).origin;
  return (request) => {
    const target = request.raw.url ?? '';
    const problem = pathProblem(target);
    if (problem !== null) throw new Fault('invalid', 'gateway.path.refused', `path refused: ${problem}`);
    const path = pathOf(target);
    if (cameOverTheEdge(request)) {
      if (isPrivate(path)) throw new Fault('not_found', 'gateway.route.not_found', 'not for the edge');
      dropForged(request);
    }
    if (isApi(path)) {
      dropForged(request);
      if (!isWebhook(path)) refuseCrossSite(request, publicOrigin);
    }
  };
}

function dropForged(request: FastifyRequest): void {
  for (const name of OURS) delete request.raw.headers[name];
}

function refuseCrossSite(request: FastifyRequest, publicOrigin: string): void {
  const { method, headers } = request.raw;
  const refusal = judgeUnsafe(
    {
      method: method ?? 'GET',
      contentType: headers['content-type'],
      hasBody: headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0,
      origin: headers.origin,
      fetchSite: single(headers['sec-fetch-site']),
      ownOrigin: `${scheme(request)}://${headers.host ?? ''}`,
    },
    publicOrigin,
  );
  if (refusal === 'origin') {
    throw new Fault('forbidden', 'gateway.origin.refused', `origin ${headers.origin ?? 'cross-site'} is not ours`, {
      publicMessage: 'This request did not come from a page of the shop.',
    });
  }
  if (refusal === 'content_type') {
    throw new Fault('unsupported_media', 'request.content_type.unsupported', 'body is not JSON');
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
