import type { Logger } from '@breakwater/telemetry';
import { StripeFault } from '../domain/stripe-fault.js';
import type { EventLog } from '../events/event-log.js';
import type { FaultSettings } from '../faults/fault-settings.js';
import type { IdempotencyKeys, KeyedRequest, StoredAnswer } from '../idempotency/idempotency-keys.js';
import type { Store } from '../storage/store.js';
import { errorBody } from './error-body.js';
import { expandObject } from './expand.js';
import type { ProviderObjects } from './provider-objects.js';
import type { StripeCall } from './stripe-call.js';

/** Synchronous: that is what makes a request atomic. */
export type Work = (call: StripeCall) => object;

export interface Answer extends StoredAnswer {
  readonly replayed: boolean;
}

/** Does one request and stores its answer under the idempotency key, in one transaction. */
export class Executor {
  constructor(
    private readonly store: Store,
    private readonly keys: IdempotencyKeys,
    private readonly objects: ProviderObjects,
    private readonly events: EventLog,
    private readonly log: Logger,
  ) {}

  execute(call: StripeCall, work: Work): Answer {
    return this.keyed(call, () => this.attempt(call, work));
  }

  /** Fails before any work. The provider stores a 500 under the key, but no refusal that came before the endpoint began. */
  fail(call: StripeCall, status: FaultSettings['errorStatus']): Answer {
    const fault =
      status === 429
        ? new StripeFault(429, 'invalid_request_error', 'Too many requests. Please retry with back-off.', {
            code: 'rate_limit',
          })
        : new StripeFault(status, 'api_error', 'An error occurred on our side while processing the request.');
    if (status !== 500) return this.refuse(call, fault);
    return this.keyed(call, () => ({ ...this.refuse(call, fault), stored: true }));
  }

  refuse(call: Pick<StripeCall, 'id'>, fault: StripeFault): Answer {
    return { status: fault.status, body: errorBody(fault, this.objects), requestId: call.id, replayed: false };
  }

  private keyed(call: StripeCall, work: () => Answer & { readonly stored: boolean }): Answer {
    const keyed: KeyedRequest | undefined =
      call.key === undefined ? undefined : { key: call.key, path: call.path, params: call.fingerprint };
    return this.store.transaction(() => {
      const before = keyed && this.keys.find(keyed);
      if (before !== undefined) return { ...before, replayed: true };
      const answer = work();
      if (keyed !== undefined && answer.stored) this.keys.remember(keyed, answer);
      return answer;
    });
  }

  private attempt(call: StripeCall, work: Work): Answer & { readonly stored: boolean } {
    try {
      const outcome = this.store.transaction(() => this.outcomeOf(call, work));
      if (outcome instanceof StripeFault) return { ...this.refuse(call, outcome), stored: true };
      const body = JSON.stringify(expandObject(outcome, call.expand, (id) => this.objects.byId(id)));
      return { status: 200, body, requestId: call.id, replayed: false, stored: true };
    } catch (error) {
      if (error instanceof StripeFault) return { ...this.refuse(call, error), stored: !error.refusedParameters };
      this.log.error({ err: error, operation: call.operation }, 'operation failed');
      const fault = new StripeFault(500, 'api_error', 'An unknown error occurred.');
      return { ...this.refuse(call, fault), stored: true };
    }
  }

  private outcomeOf(call: StripeCall, work: Work): object {
    const cause = { id: call.id, idempotency_key: call.key ?? null };
    try {
      return this.events.during(cause, () => work(call));
    } catch (error) {
      if (error instanceof StripeFault && error.keepsWrites) return error;
      throw error;
    }
  }
}
