import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { IdempotencyKey } from '@breakwater/contracts';
import { Database, idempotent, type Run } from '@breakwater/database';
import { type Clock, Fault, isFault } from '@breakwater/kernel';
import { deadlineIn, faultPoint, withDeadline } from '@breakwater/resilience';
import { CLOCK, CONFIG, errorAnswer } from '@breakwater/service-host';
import type { OrderConfig } from '../order.config.js';

export interface KeyedAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface KeyedRequest {
  /** What the key belongs to: the same key on another route or for another order is another key. */
  readonly scope: string;
  readonly key: string;
  /** Everything that the outcome depends on. */
  readonly body: unknown;
  /** For a request that records something new: refused before that, nothing has happened and the key stays free. */
  readonly keepsRefusals?: boolean;
}

export interface KeyedRun extends Run {
  /**
   * Whatever hangs out there, the customer hears in time how far it came: counted from the beginning of the request, and
   * only for what others do, so that what has to be recorded is recorded.
   */
  readonly inTime: <T>(work: () => Promise<T>) => Promise<T>;
}

/** One request, one answer: whoever repeats it hears the same, refusals too. */
@Injectable()
export class AnswerOnce {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  /** `work` must find out what an earlier run of the same key has done, should there have been one. */
  answer(request: KeyedRequest, work: (run: KeyedRun) => Promise<KeyedAnswer>): Promise<KeyedAnswer> {
    const { scope, key, body, keepsRefusals = true } = request;
    const requestHash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
    return idempotent(this.database, { scope, key, requestHash, clock: this.clock }, async (run) => {
      const deadline = deadlineIn(this.config.CHECKOUT_BUDGET_MS);
      const running = work({ ...run, inTime: (calls) => withDeadline(deadline, calls) });
      const answer = await (keepsRefusals ? running.catch(refusalOf) : running);
      faultPoint('order.answer.ready');
      return answer;
    });
  }
}

/** A refusal that stays is an answer; one that says when to come back, and trouble of ours, leave the key free. */
function refusalOf(error: unknown): KeyedAnswer {
  const final = isFault(error) && error.retryAfterSeconds === undefined && FINAL.includes(error.kind);
  if (!final) throw error;
  return refusal(error);
}

const FINAL: readonly Fault['kind'][] = ['conflict', 'payment_required', 'unprocessable'];

export function refusal(fault: Fault): KeyedAnswer {
  const { status, body } = errorAnswer(fault, undefined);
  return { status, body };
}

/** The request's key. Throws `idempotency.key.missing`. */
export function requireKey(header: string | undefined): string {
  const { success, data } = IdempotencyKey.safeParse(header);
  if (!success) throw new Fault('invalid', 'idempotency.key.missing', 'Idempotency-Key is missing or malformed');
  return data;
}
