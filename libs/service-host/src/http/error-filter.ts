import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '@breakwater/telemetry';
import { errorAnswer } from './error-answer.js';

/** Answers with the error as ErrorBody and logs what is ours. Used for Nest's errors and for Fastify's own. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Logger): void {
  const answer = errorAnswer(error, trace.getActiveSpan()?.spanContext().traceId);
  const line = { err: error, code: answer.body.error.code, method: request.method, route: request.routeOptions.url };
  if (answer.ours) log.error(line, 'request failed');
  else log.debug({ code: line.code, method: line.method, route: line.route }, 'request refused');
  if (reply.sent) return;
  void reply
    .status(answer.status)
    .headers({ ...answer.headers, 'cache-control': 'no-store' })
    .type('application/json; charset=utf-8')
    .send(answer.body);
}

@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log);
  }
}
