import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';
import { StripeFault } from '../domain/stripe-fault.js';
import type { Fate } from '../faults/choose-fault.js';
import type { Faults } from '../faults/faults.js';
import type { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import type { SandboxConfig } from '../sandbox.config.js';
import { authenticate } from './authenticate.js';
import { holdConnection, resetConnection } from './connection.js';
import type { Answer, Executor, Work } from './execute.js';
import { newId } from './ids.js';
import type { Operation } from './operations.js';
import type { RequestLog } from './request-log.js';
import { StripeCall } from './stripe-call.js';
import { STRIPE_VERSION } from './version.js';

const FOR_EVER_MS = 24 * 3600 * 1000;

/** The way of every request to the payment provider: key, faults, idempotency, work, answer. */
export class StripeApi {
  constructor(
    private readonly config: SandboxConfig,
    private readonly faults: Faults,
    private readonly keys: IdempotencyKeys,
    private readonly executor: Executor,
    private readonly requests: RequestLog,
  ) {}

  async answer(request: FastifyRequest, reply: FastifyReply, operation: Operation, work: Work): Promise<void> {
    const id = newId('req');
    try {
      authenticate(request.headers.authorization, operation, this.config);
      await this.serve(new StripeCall(id, operation, request), request, reply, work);
    } catch (error) {
      if (!(error instanceof StripeFault)) throw error;
      const answer = this.executor.refuse({ id }, error);
      this.note(operation, request, answer, 'none');
      this.send(request, reply, answer);
    }
  }

  private async serve(call: StripeCall, request: FastifyRequest, reply: FastifyReply, work: Work): Promise<void> {
    const { fate, latencyMs } = this.faults.judge(call.operation);
    if (isLostBefore(fate)) return this.lose(call, request, reply, fate);
    const { key } = call;
    if (key !== undefined) this.keys.take(key);
    let answer: Answer;
    try {
      if (latencyMs > 0) await delay(latencyMs);
      answer =
        fate === 'error' ? this.executor.fail(call, this.faults.all.errorStatus) : this.executor.execute(call, work);
    } finally {
      if (key !== undefined) this.keys.release(key);
    }
    if (fate === 'timeout_after' || fate === 'reset_after') return this.lose(call, request, reply, fate);
    this.note(call.operation, request, answer, fate);
    this.send(request, reply, answer);
  }

  /** The answer never comes. */
  private async lose(call: StripeCall, request: FastifyRequest, reply: FastifyReply, fate: Fate): Promise<void> {
    this.note(call.operation, request, { requestId: call.id }, fate);
    if (fate === 'reset_before' || fate === 'reset_after') return resetConnection(request, reply);
    const ms = fate === 'hang' ? FOR_EVER_MS : this.faults.all.timeoutMs;
    await holdConnection(request, reply, ms, this.faults.changed);
  }

  private note(
    operation: Operation,
    request: FastifyRequest,
    answer: Partial<Answer> & Pick<Answer, 'requestId'>,
    fate: Fate,
  ): void {
    const key = request.headers['idempotency-key'];
    this.requests.add({
      at: new Date().toISOString(),
      id: answer.requestId,
      operation,
      path: request.url.split('?', 1)[0] ?? '',
      status: answer.status ?? null,
      idempotencyKey: typeof key === 'string' ? key : null,
      replayed: answer.replayed ?? false,
      fate,
    });
  }

  private send(request: FastifyRequest, reply: FastifyReply, answer: Answer): void {
    const key = request.headers['idempotency-key'];
    const version = request.headers['stripe-version'];
    void reply
      .status(answer.status)
      .headers({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': 'Request-Id',
        'cache-control': 'no-cache, no-store',
        'request-id': answer.requestId,
        'stripe-version': typeof version === 'string' ? version : STRIPE_VERSION,
        ...(typeof key === 'string' ? { 'idempotency-key': key } : {}),
        ...(answer.replayed ? { 'idempotent-replayed': 'true', 'original-request': answer.requestId } : {}),
      })
      .type('application/json')
      .send(answer.body);
  }
}

function isLostBefore(fate: Fate): boolean {
  return fate === 'reset_before' || fate === 'hang' || fate === 'timeout_before';
}
