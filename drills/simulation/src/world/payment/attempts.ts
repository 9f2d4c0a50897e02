import type { AttemptCommand, AttemptObservation, ProviderStep } from '@breakwater/payment/domain/attempt';
import { providerStep } from '@breakwater/payment/domain/decide-attempt';
import { lookAgainInMs } from '@breakwater/payment/domain/look-again';
import { observeIntent } from '@breakwater/payment/domain/observe-intent';
import { Fault, isFault } from '@breakwater/kernel';
import type { PaymentIntent } from '@breakwater/sandbox/domain/payment-intent';
import type { Context } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import type { Provider } from '../provider/provider.js';
import type { AttemptRow, AttemptView, PaymentStore } from './payment-store.js';
import { ProviderFailure, type ProviderGate } from './provider-gate.js';

const MOST_STEPS = 5;
const LEASE_MS = 20_000;
const LEASE_WAIT_MS = 5_000;
const LEASE_POLL_MS = 40;
const RECORDING_RESERVE_MS = 150;

export interface NewAttempt {
  readonly id: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly paymentMethod: string;
}

/** The use cases of apps/payment/src/attempts, with the same order of effects. */
export class Attempts {
  #leases = 0;

  constructor(
    private readonly store: PaymentStore,
    private readonly gate: ProviderGate,
    private readonly provider: Provider,
  ) {}

  /** authorize-payment.ts */
  *authorize(context: Context, asked: NewAttempt): Task<AttemptView> {
    const { engine, database, attempts } = this.store;
    yield* database.transaction(context, `recording ${asked.id}`, () => {
      const now = engine.now();
      const attempt = {
        state: 'created',
        reference: null,
        decline: null,
        nextActionUrl: null,
        capturedMinor: 0,
        refundedMinor: 0,
      } as const;
      const nextLookAt = now + (lookAgainInMs('created', 0) ?? 0);
      const times = { createdAt: now, updatedAt: now, capturedAt: null, nextLookAt };
      attempts.insert(asked.id, { ...asked, ...times, attempt, keyRound: 1, looks: 0, lease: null });
    });
    const known = yield* this.store.find(context, asked.id);
    if (
      known.orderId !== asked.orderId ||
      known.amountMinor !== asked.amountMinor ||
      known.paymentMethod !== asked.paymentMethod
    )
      throw new Fault('conflict', 'payment.attempt.mismatch', asked.id);
    try {
      const row = yield* this.hold(context, asked.id, (held) =>
        this.#drive(context, held, { type: 'authorize', keyWindow: this.#windowOf(held) }),
      );
      return this.store.view(row);
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.outcome.unknown') throw error;
      const view = this.store.view(yield* this.store.find(context, asked.id));
      return view.state === 'created' && view.providerReference !== null ? { ...view, state: 'unknown' } : view;
    }
  }

  /** refresh-attempt.ts */
  *refresh(context: Context, id: string): Task<AttemptView> {
    yield* this.store.find(context, id);
    try {
      return this.store.view(yield* this.hold(context, id, (row) => this.#look(context, row, false)));
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.outcome.unknown') throw error;
      return this.store.view(yield* this.store.find(context, id));
    }
  }

  /** Undefined while somebody else is at it. */
  *refreshUnlessBusy(context: Context, id: string, told: boolean): Task<AttemptRow | undefined> {
    return (yield* this.tryHold(context, id, (row) => this.#look(context, row, told)))?.result;
  }

  /** capture-payment.ts */
  *capture(context: Context, id: string): Task<AttemptView> {
    yield* this.store.find(context, id);
    const row = yield* this.hold(context, id, (held) => this.#drive(context, held, { type: 'capture' }));
    if (row.attempt.state === 'captured' || row.attempt.state === 'refunded') return this.store.view(row);
    throw illegal(`${id} cannot be captured, it is ${row.attempt.state}`);
  }

  /** void-payment.ts */
  *void(context: Context, id: string): Task<AttemptView> {
    yield* this.store.find(context, id);
    const row = yield* this.hold(context, id, (held) => this.#drive(context, held, { type: 'void' }));
    if (row.attempt.state === 'voided' || row.attempt.state === 'declined') return this.store.view(row);
    throw illegal(`${id} cannot be voided, it is ${row.attempt.state}`);
  }

  /** attempt-lease.ts: waits for its turn, up to the deadline. */
  *hold<T>(context: Context, id: string, work: (row: AttemptRow) => Task<T>): Task<T> {
    const { engine } = this.store;
    const giveUpAt = engine.now() + Math.min(LEASE_WAIT_MS, context.deadlineMs - engine.now() - RECORDING_RESERVE_MS);
    for (;;) {
      const done = yield* this.tryHold(context, id, work);
      if (done !== undefined) return done.result;
      if (engine.now() >= giveUpAt) throw unknown(`${id} is being worked by another call`);
      yield* engine.sleep(LEASE_POLL_MS);
    }
  }

  *tryHold<T>(context: Context, id: string, work: (row: AttemptRow) => Task<T>): Task<{ result: T } | undefined> {
    const { engine, database, attempts } = this.store;
    if (!this.store.wiring.habits.leasesAttempts) return { result: yield* work(yield* this.store.find(context, id)) };
    const owner = String(++this.#leases);
    const row = yield* database.transaction(context, `leasing ${id}`, () => {
      const found = attempts.get(id);
      if (found === undefined || (found.lease !== null && found.lease.until >= engine.now())) return undefined;
      const leased = { ...found, lease: { owner, until: engine.now() + LEASE_MS } };
      attempts.set(id, leased);
      return leased;
    });
    if (row === undefined) return undefined;
    try {
      return { result: yield* work(row) };
    } finally {
      yield* this.#release(context, id, owner);
    }
  }

  *#release(context: Context, id: string, owner: string): Task<void> {
    const { database, attempts } = this.store;
    try {
      yield* database.transaction(context, `releasing ${id}`, () => {
        const row = attempts.get(id)!;
        if (row.lease?.owner === owner) attempts.set(id, { ...row, lease: null });
      });
    } catch {
      // It runs out by itself.
    }
  }

  *#look(context: Context, row: AttemptRow, told: boolean): Task<AttemptRow> {
    return yield* this.#drive(context, row, { type: 'look', keyWindow: this.#windowOf(row), told });
  }

  /** drive-attempt.ts: decide, ask the provider, write down what it said, until the rules want nothing more. */
  *#drive(context: Context, row: AttemptRow, command: AttemptCommand): Task<AttemptRow> {
    const { store } = this;
    const { effects } = store.wiring.decideAttempt(row.attempt, command);
    let current = row;
    let next = providerStep(effects);
    if (effects.includes('publish')) ({ row: current, next } = yield* store.apply(context, row.id, command));
    for (let steps = 0; next !== undefined && steps < MOST_STEPS; steps++) {
      const seen: AttemptObservation = yield* this.#ask(context, next, current, command.type === 'authorize');
      ({ row: current, next } = yield* store.applyNews(context, row.id, seen));
    }
    return current;
  }

  /** ask-provider.ts */
  *#ask(context: Context, step: ProviderStep, row: AttemptRow, confirmNext: boolean): Task<AttemptObservation> {
    const { wiring } = this.store;
    try {
      return yield* this.#attempt(context, step, row, confirmNext);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      if (error.kind === 'failed') yield* this.#nextKeyRound(context, row);
      const meaning = wiring.meaningOfFailure(error.kind, step, error.refusal, error.hurried);
      if (meaning === 'no_time') throw noTime(error.message);
      if (meaning === 'unavailable') throw unavailable(error.message);
      const known = meaning === 'look' ? yield* this.#lookAfterRefusal(context, step, row, error) : meaning;
      if (known === 'outcome_unknown') throw unknown(error.message);
      return known;
    }
  }

  *#attempt(context: Context, step: ProviderStep, row: AttemptRow, confirmNext: boolean): Task<AttemptObservation> {
    const { gate } = this;
    const { books } = this.provider;
    const reference = row.attempt.reference ?? '';
    const key = this.store.wiring.providerKey(row.id, step, row.keyRound);
    const pass = (work: () => PaymentIntent, params: string): Task<PaymentIntent> =>
      gate.pass(context, step, key, params, work);
    switch (step) {
      case 'create':
        return {
          type: 'intent_stored',
          reference: (yield* pass(() => books.create(row.amountMinor, row.id), row.id)).id,
        };
      case 'confirm':
        return this.#seen(
          yield* pass(() => books.confirm(reference, row.paymentMethod, 'https://shop.example'), reference),
          row,
          false,
        );
      case 'capture':
        return this.#seen(yield* pass(() => books.capture(reference), reference), row, false);
      case 'cancel':
        return this.#seen(yield* pass(() => books.cancel(reference), reference), row, false);
      case 'find':
        return yield* this.#forget(context, row);
      case 'retrieve':
        return this.#seen(
          yield* gate.pass(context, step, null, reference, () => books.get(reference)),
          row,
          confirmNext,
        );
      case 'refund':
        throw new Error('refunds have a way of their own');
    }
  }

  *#lookAfterRefusal(
    context: Context,
    step: ProviderStep,
    row: AttemptRow,
    { refusal }: ProviderFailure,
  ): Task<AttemptObservation | 'outcome_unknown'> {
    let seen: AttemptObservation | undefined;
    try {
      seen = yield* this.#ask(context, 'retrieve', row, false);
    } catch {
      seen = undefined;
    }
    return this.store.wiring.meaningAfterLook(step, seen, refusal);
  }

  /** Past the key window: what was created and never confirmed is cancelled, so that nothing is left of it. */
  *#forget(context: Context, row: AttemptRow): Task<AttemptObservation> {
    const { books } = this.provider;
    const found = yield* this.gate.pass(context, 'find', null, row.id, () => {
      const id = this.provider.search(row.id);
      return id === undefined ? null : books.get(id);
    });
    if (found !== null && found.status !== 'canceled') {
      const key = this.store.wiring.providerKey(row.id, 'cancel', row.keyRound);
      yield* this.gate.pass(context, 'cancel', key, found.id, () => books.cancel(found.id));
    }
    return { type: 'absent' };
  }

  *#nextKeyRound(context: Context, { id, keyRound }: AttemptRow): Task<void> {
    const { database, attempts } = this.store;
    yield* database.transaction(context, `next keys of ${id}`, () => {
      const row = attempts.get(id)!;
      if (row.keyRound === keyRound) attempts.set(id, { ...row, keyRound: keyRound + 1 });
    });
  }

  #windowOf(row: AttemptRow): 'open' | 'closed' {
    return this.store.wiring.decideKeyWindow(row.createdAt, this.store.engine.now());
  }

  #seen(intent: PaymentIntent, row: AttemptRow, confirmNext: boolean): AttemptObservation {
    const { status, amountReceived, action, lastError } = intent;
    const seen = {
      status,
      amount_received: amountReceived,
      next_action: action === null ? null : { redirect_to_url: { url: `https://bank.example/${intent.id}` } },
      last_payment_error:
        lastError === null ? null : { code: lastError.code, decline_code: lastError.declineCode ?? undefined },
    };
    return observeIntent(seen, this.#windowOf(row), confirmNext);
  }
}

export function unavailable(why: string): Fault {
  return new Fault('unavailable', 'payment.provider.unavailable', why);
}

function noTime(why: string): Fault {
  return new Fault('unavailable', 'payment.provider.no_time', why);
}

export function unknown(why: string): Fault {
  return new Fault('timeout', 'payment.outcome.unknown', why);
}

function illegal(why: string): Fault {
  return new Fault('conflict', 'payment.attempt.illegal_move', why);
}
