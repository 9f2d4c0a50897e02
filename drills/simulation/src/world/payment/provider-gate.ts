import type { ProviderStep } from '@breakwater/payment/domain/attempt';
import { type FailureKind, failureKindOf, type Refusal } from '@breakwater/payment/domain/provider-failures';
import type { Context, Engine } from '../../engine/engine.js';
import type { Process } from '../../engine/process.js';
import { type Task, wait } from '../../engine/task.js';
import type { Answer, Provider } from '../provider/provider.js';
import type { Settings } from '../settings.js';

/** Of the caller's deadline this much is kept back, as in the product. */
const RECORDING_RESERVE_MS = 150;
/** With less than this nothing is asked. */
const LEAST_MS = 400;
const BREAKER = { failures: 5, openMs: 2_000 };

export class ProviderFailure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly step: string,
    readonly refusal: Refusal | undefined,
    /** There was too little time for it: it says nothing of the provider. */
    readonly hurried = false,
  ) {
    super(`${step}: ${kind}`);
  }
}

/** Every call to the provider passes here: time-out, breaker, the network, and what a failure means. */
export class ProviderGate {
  #breakers = new Map<Process, { failures: number; openUntil: number }>();

  constructor(
    private readonly engine: Engine,
    private readonly provider: Provider,
    private readonly settings: Settings,
  ) {}

  /** Throws ProviderFailure and nothing else. */
  *pass<T>(
    context: Context,
    step: ProviderStep | 'find_refund' | 'balance_transactions',
    key: string | null,
    params: string,
    work: () => T,
  ): Task<T> {
    const { engine } = this;
    yield* engine.gap(context, `before it asks the provider to ${step}`);
    const { providerTimeoutMs } = this.settings;
    const leftMs = Math.min(providerTimeoutMs, context.deadlineMs - engine.now() - RECORDING_RESERVE_MS);
    if (leftMs < LEAST_MS) throw new ProviderFailure('not_done', step, undefined, true);
    const breaker = this.#breakerOf(context.process);
    if (breaker.openUntil > engine.now()) throw new ProviderFailure('not_done', step, undefined);
    const { sent, answer } = yield* this.#exchange<T>(leftMs, key, params, work);
    const status = answer?.status ?? null;
    engine.trace.say(
      context.process.name,
      () => `provider ${step} ${params}: ${status ?? (sent ? 'no answer' : 'not sent')}`,
    );
    yield* engine.gap(context, `after the provider was asked to ${step}`);
    const failed = status === null || status === 429 || status >= 500;
    const hurried = sent && answer === undefined && leftMs * 2 < providerTimeoutMs;
    if (!hurried) breaker.failures = failed ? breaker.failures + 1 : 0;
    if (breaker.failures >= BREAKER.failures) breaker.openUntil = engine.now() + BREAKER.openMs;
    if (answer?.status === 200) return answer.body as T;
    throw new ProviderFailure(failureKindOf(sent, status), step, refusalOf(answer), hurried);
  }

  forget(process: Process): void {
    this.#breakers.delete(process);
  }

  *#exchange<T>(
    leftMs: number,
    key: string | null,
    params: string,
    work: () => T,
  ): Task<{ sent: boolean; answer?: Answer<T> }> {
    const { random, scheduler, weather } = this.engine;
    return yield* wait((resume) => {
      const refused = random.chance(weather.refused) || (this.provider.isOut && random.chance(0.7));
      if (refused) return scheduler.after(1, () => resume({ sent: false }));
      scheduler.after(leftMs, () => resume({ sent: true }));
      if (this.provider.isOut || random.chance(weather.lost)) return undefined;
      const deaf = random.chance(weather.answerLost);
      const arriveInMs = random.chance(weather.late) ? random.between(500, 60_000) : random.between(1, 30);
      scheduler.after(arriveInMs, () =>
        this.provider.handle<T>(key, params, work, (answer) => {
          if (!deaf) scheduler.after(random.between(1, 30), () => resume({ sent: true, answer }));
        }),
      );
    });
  }

  #breakerOf(process: Process): { failures: number; openUntil: number } {
    const known = this.#breakers.get(process) ?? { failures: 0, openUntil: 0 };
    this.#breakers.set(process, known);
    return known;
  }
}

function refusalOf(answer: Answer<unknown> | undefined): Refusal | undefined {
  if (answer === undefined || answer.body !== undefined || !('fault' in answer) || answer.fault === undefined)
    return undefined;
  const { type, details } = answer.fault;
  return {
    isCardError: type === 'card_error',
    code: details.code,
    declineCode: details.declineCode,
    param: details.param,
  };
}
