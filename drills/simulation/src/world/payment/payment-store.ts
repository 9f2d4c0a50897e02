import type { Attempt, AttemptEvent, AttemptState, Decline, ProviderStep } from '@breakwater/payment/domain/attempt';
import { providerStep } from '@breakwater/payment/domain/decide-attempt';
import type { RefundState } from '@breakwater/payment/domain/decide-refund';
import { capturePostings, type Posting, refundPostings, reversed } from '@breakwater/payment/domain/ledger-postings';
import { lookAgainInMs } from '@breakwater/payment/domain/look-again';
import { Fault, isFault } from '@breakwater/kernel';
import { Database, type Table } from '../../engine/database.js';
import type { Context, Engine } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import { Outbox } from '../outbox.js';
import type { Wiring } from '../wiring.js';

export interface AttemptRow {
  readonly id: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly paymentMethod: string;
  readonly attempt: Attempt;
  readonly keyRound: number;
  readonly looks: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly capturedAt: number | null;
  readonly nextLookAt: number | null;
  readonly lease: { readonly owner: string; readonly until: number } | null;
}

export interface RefundRow {
  readonly id: string;
  readonly attemptId: string;
  readonly amountMinor: number;
  readonly state: RefundState;
  readonly reference: string | null;
  readonly keyRound: number;
  readonly looks: number;
  readonly createdAt: number;
  readonly settledAt: number | null;
  readonly nextLookAt: number | null;
}

export interface LedgerRow {
  readonly attemptId: string;
  /** The provider's id of a refund that reconciliation has adopted. */
  readonly adopts?: string | null;
  readonly postings: readonly Posting[];
}

export interface WebhookRow {
  readonly id: string;
  readonly reference: string;
  readonly tries: number;
  readonly nextTryAt: number | null;
}

/** What other services see of an attempt. */
export interface AttemptView {
  readonly id: string;
  readonly orderId: string;
  readonly state: AttemptState;
  readonly amountMinor: number;
  readonly providerReference: string | null;
  readonly decline: Decline | null;
  readonly nextActionUrl: string | null;
}

export interface Recorded {
  readonly row: AttemptRow;
  readonly next: ProviderStep | undefined;
}

export const CURRENCY = 'EUR';

/** Payment's database, and what is written into it in one transaction: attempt, ledger, outbox. */
export class PaymentStore {
  readonly database: Database;
  readonly attempts: Table<AttemptRow>;
  readonly refunds: Table<RefundRow>;
  readonly ledger: Table<LedgerRow>;
  readonly webhooks: Table<WebhookRow>;
  readonly outbox: Outbox;

  constructor(
    readonly engine: Engine,
    readonly wiring: Wiring,
  ) {
    this.database = new Database(engine, 'payment');
    this.attempts = this.database.table<AttemptRow>();
    this.refunds = this.database.table<RefundRow>();
    this.ledger = this.database.table<LedgerRow>();
    this.webhooks = this.database.table<WebhookRow>();
    this.outbox = new Outbox(engine, wiring, this.database);
  }

  *find(context: Context, id: string): Task<AttemptRow> {
    return yield* this.database.transaction(context, `reading ${id}`, () => this.#found(id));
  }

  *apply(context: Context, id: string, event: AttemptEvent): Task<Recorded> {
    const recorded = yield* this.database.transaction(context, `${id}: ${event.type}`, () => this.applyIn(id, event));
    if (!this.wiring.habits.ledgerInTransaction) yield* this.#postLater(context, id);
    return recorded;
  }

  /** News of the provider that does not fit changes nothing here: reconciliation will name it. */
  *applyNews(context: Context, id: string, event: AttemptEvent): Task<Recorded> {
    try {
      return yield* this.apply(context, id, event);
    } catch (error) {
      if (!isFault(error) || error.code !== 'payment.attempt.illegal_move') throw error;
      this.engine.trace.say(context.process.name, () => `the provider reports what cannot be: ${error.message}`);
      return { row: yield* this.find(context, id), next: undefined };
    }
  }

  /** Inside a transaction. */
  applyIn(id: string, event: AttemptEvent): Recorded {
    const row = this.#found(id);
    const { state: after, effects } = this.wiring.decideAttempt(row.attempt, event);
    const next = providerStep(effects);
    if (after === row.attempt) return { row, next };
    const now = this.engine.now();
    const moved = after.state !== row.attempt.state;
    const lookInMs = lookAgainInMs(after.state, moved ? 0 : row.looks);
    const saved: AttemptRow = {
      ...row,
      attempt: after,
      looks: moved ? 0 : row.looks,
      updatedAt: now,
      capturedAt: row.capturedAt ?? (after.capturedMinor > 0 ? now : null),
      nextLookAt: lookInMs === null ? null : now + lookInMs,
    };
    this.attempts.set(id, saved);
    if (effects.includes('post_capture') && this.wiring.habits.ledgerInTransaction) this.#postCapture(saved);
    if (effects.includes('publish')) this.#announce(saved);
    if (moved)
      this.engine.trace.say('payment db', () => `${id}: ${row.attempt.state} -> ${after.state} (${event.type})`);
    return { row: saved, next };
  }

  /** What became of a refund: refund, attempt and ledger in one transaction. */
  *settleRefund(context: Context, id: string, state: RefundState, reference: string | null): Task<RefundRow> {
    return yield* this.database.transaction(context, `${id}: ${state}`, () => {
      const refund = this.refunds.get(id)!;
      if (refund.state !== 'pending') return refund;
      const settled = state !== 'pending';
      const settledAt = settled ? this.engine.now() : null;
      const after = { ...refund, state, reference, settledAt, nextLookAt: settled ? null : refund.nextLookAt };
      this.refunds.set(id, after);
      if (state === 'succeeded') {
        const { attemptId, amountMinor } = refund;
        this.#takeBackAdoption(reference);
        this.#post(id, attemptId, refundPostings({ amountMinor, currency: CURRENCY }));
        this.applyIn(attemptId, { type: 'refunded', amountMinor });
      }
      return after;
    });
  }

  #announce({ id: attemptId, orderId, attempt }: AttemptRow): void {
    this.outbox.publish('order', { type: 'payment.attempt_changed', orderId, attemptId, attemptState: attempt.state });
  }

  view({ id, orderId, amountMinor, attempt }: AttemptRow): AttemptView {
    const { state, reference: providerReference, decline, nextActionUrl } = attempt;
    return { id, orderId, state, amountMinor, providerReference, decline, nextActionUrl };
  }

  /** Reconciliation has seen it at the provider before its answer came here, and booked it: that is taken back now. */
  #takeBackAdoption(reference: string | null): void {
    if (reference === null || !this.wiring.habits.takesAdoptionsBack) return;
    for (const { adopts, attemptId, postings } of this.ledger.all())
      if (adopts === reference) this.#post(`reversal of ${reference}`, attemptId, reversed(postings));
  }

  #postCapture({ id, attempt }: AttemptRow): void {
    this.#post(id, id, capturePostings({ amountMinor: attempt.capturedMinor, currency: CURRENCY }));
  }

  /** The way of a planted bug: the money is in the ledger only if nothing happens in between. */
  *#postLater(context: Context, id: string): Task<void> {
    yield* this.database.transaction(context, `ledger of ${id}`, () => {
      const row = this.#found(id);
      if (row.attempt.capturedMinor > 0 && this.ledger.get(id) === undefined) this.#postCapture(row);
    });
  }

  #post(id: string, attemptId: string, postings: readonly Posting[]): void {
    if (!this.ledger.insert(id, { attemptId, postings })) throw new Error(`${id} is in the ledger already`);
  }

  #found(id: string): AttemptRow {
    const row = this.attempts.get(id);
    if (row === undefined) throw new Fault('not_found', 'payment.attempt.not_found', `no attempt ${id}`);
    return row;
  }
}
