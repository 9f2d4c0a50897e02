import type { Readable } from 'node:stream';
import { currentDeadline, DEADLINE_HEADER } from '@breakwater/resilience';
import { counter, injectContext } from '@breakwater/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Agent, type Dispatcher } from 'undici';
import { type Headers, requestHeadersInwards, responseHeadersOutwards } from '../domain/forwarded-headers.js';
import { isUnsafe } from '../domain/request-origin.js';
import { Bulkhead } from './bulkhead.js';
import { clientGone, faultOfStatus, isBrokenConnection, upstreamFault, upstreamTimeout } from './upstream-fault.js';

export interface UpstreamOptions {
  readonly name: string;
  readonly url: string;
  /** Until the answer begins; also how long it may pause in the middle. */
  readonly timeoutMs: number;
  readonly concurrency: number;
}

/** However slowly it trickles: no answer takes longer than this. */
const WHOLE_ANSWER_MS = 60_000;
/** The service's own deadline is this much shorter than our patience, so that its own words arrive. */
const ANSWER_MARGIN_MS = 100;

const failures = counter('gateway_upstream_failures_total', {
  help: 'Requests that a service did not answer properly',
  labels: ['upstream', 'code'],
});

/** One service as seen from the gateway: its address, its connections, its share of what may be in flight. */
export class Upstream {
  readonly bulkhead: Bulkhead;
  private readonly agent: Agent;

  constructor(readonly options: UpstreamOptions) {
    const { name, timeoutMs, concurrency } = options;
    this.bulkhead = new Bulkhead(name, concurrency);
    this.agent = new Agent({
      connections: concurrency,
      connect: { timeout: Math.min(1000, timeoutMs) },
      bodyTimeout: timeoutMs,
      headersTimeout: 0,
      keepAliveTimeout: 4000,
    });
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  /** Passes the request on to `target` (path and query at the service), and the answer back, both as they stream. */
  async forward(request: FastifyRequest, reply: FastifyReply, target: string, extra: Headers): Promise<FastifyReply> {
    const leave = this.bulkhead.enter();
    const aborter = new AbortController();
    const timeoutMs = Math.min(this.options.timeoutMs, currentDeadline()?.remainingMs() ?? Infinity);
    let timer = setTimeout(() => aborter.abort(upstreamTimeout(this.options.name)), timeoutMs);
    reply.raw.once('close', () => {
      clearTimeout(timer);
      leave();
      // Nobody waits for the answer any more; after a whole answer there is nothing left to abort.
      if (!reply.raw.writableFinished) aborter.abort(clientGone());
    });
    const headers = { ...requestHeadersInwards(request.headers), ...extra };
    headers[DEADLINE_HEADER] = String(Math.max(1, Math.floor(timeoutMs - ANSWER_MARGIN_MS)));
    injectContext(headers);
    const answer = await this.send(request, target, headers, aborter.signal);
    clearTimeout(timer);
    timer = setTimeout(() => aborter.abort(upstreamTimeout(this.options.name)), WHOLE_ANSWER_MS);
    return this.answer(request, reply, answer);
  }

  private async send(
    request: FastifyRequest,
    path: string,
    headers: Headers,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    const { method } = request;
    const body = (request.body as Readable | undefined) ?? null;
    if (body === null) delete headers['content-length'];
    const send = () => this.agent.request({ origin: this.options.url, path, method, headers, body, signal });
    try {
      return await send().catch((error: unknown) => {
        // Reading again is harmless, and an idle connection may have been closed at this very moment.
        if (isUnsafe(method) || signal.aborted || !isBrokenConnection(error)) throw error;
        return send();
      });
    } catch (error) {
      const fault = upstreamFault(this.options.name, signal.aborted ? signal.reason : error);
      failures.add(1, { upstream: this.options.name, code: fault.code });
      throw fault;
    }
  }

  private answer(request: FastifyRequest, reply: FastifyReply, answer: Dispatcher.ResponseData): FastifyReply {
    const { statusCode, headers, body } = answer;
    if (statusCode >= 500 && !/\bjson\b/.test(String(headers['content-type']))) {
      void body.dump().catch(() => undefined);
      throw faultOfStatus(this.options.name, statusCode);
    }
    reply.code(statusCode).headers(responseHeadersOutwards(headers));
    if (request.method === 'HEAD' || statusCode === 204 || statusCode === 304) {
      void body.dump().catch(() => undefined);
      return reply.send();
    }
    return reply.send(body);
  }
}
