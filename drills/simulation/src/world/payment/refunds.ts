import { REFUND_FIRST_LOOK_MS } from '@breakwater/payment/domain/decide-refund';
import { Fault } from '@breakwater/kernel';
import type { Context } from '../../engine/engine.js';
import type { Task } from '../../engine/task.js';
import type { Provider } from '../provider/provider.js';
import type { ProviderRefund } from '../provider/books.js';
import { type Attempts, unavailable, unknown } from './attempts.js';
import type { PaymentStore, RefundRow } from './payment-store.js';
import { ProviderFailure, type ProviderGate } from './provider-gate.js';

/** The use cases of apps/payment/src/refunds. */
export class Refunds {
  constructor(
    private readonly store: PaymentStore,
    private readonly gate: ProviderGate,
    private readonly provider: Provider,
    private readonly attempts: Attempts,
  ) {}

  /** refund-payment.ts: recorded first; from then on it is carried out, by this call or by the sweeper. */
  *refund(context: Context, id: string, attemptId: string, amountMinor: number): Task<RefundRow> {
    const refund = yield* this.store.database.transaction(context, `recording ${id}`, () =>
      this.#record(id, attemptId, amountMinor),
    );
    if (refund.state !== 'pending') return refund;
    return yield* this.attempts.hold(context, attemptId, () => this.carryOut(context, id));
  }

  /** carry-out-refund.ts: the caller holds the attempt's lease. */
  *carryOut(context: Context, id: string): Task<RefundRow> {
    const { store } = this;
    const refund = yield* store.database.transaction(context, `reading ${id}`, () => store.refunds.get(id)!);
    if (refund.state !== 'pending') return refund;
    try {
      const made = yield* this.#ask(context, refund);
      return yield* store.settleRefund(context, id, 'succeeded', made.id);
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      switch (store.wiring.meaningOfRefundFailure(error.kind, error.step === 'refund' ? 'refund' : 'look_up')) {
        case 'unavailable':
          throw unavailable(error.message);
        case 'next_round':
          yield* this.#nextKeyRound(context, refund);
          throw unknown(error.message);
        case 'outcome_unknown':
          throw unknown(error.message);
        case 'failed':
          return yield* store.settleRefund(context, id, 'failed', null);
      }
    }
  }

  /** work-refunds.ts: false when somebody else is at it. */
  *workThoseOf(context: Context, attemptId: string): Task<boolean> {
    const pending = this.store.refunds.all().filter((row) => row.attemptId === attemptId && row.state === 'pending');
    if (pending.length === 0) return true;
    const carryOut = this.carryOut.bind(this);
    const done = yield* this.attempts.tryHold(context, attemptId, function* () {
      for (const { id } of pending) yield* carryOut(context, id);
      return true;
    });
    return done?.result ?? false;
  }

  *workDue(context: Context): Task<void> {
    const { engine, database, refunds } = this.store;
    const now = engine.now();
    const due = yield* database.transaction(context, 'claiming refunds', () => {
      const rows = refunds.all().filter(({ nextLookAt }) => nextLookAt !== null && nextLookAt <= now);
      for (const row of rows) {
        const looks = row.looks + 1;
        refunds.set(row.id, { ...row, looks, nextLookAt: now + Math.min(2 ** (looks + 1), 600) * 1000 });
      }
      return rows;
    });
    for (const { id, attemptId } of due) {
      try {
        yield* this.attempts.tryHold(context, attemptId, () => this.carryOut(context, id));
      } catch (error) {
        engine.log(context.process, error);
      }
    }
  }

  *#ask(
    context: Context,
    { id, attemptId, amountMinor, keyRound, reference, createdAt }: RefundRow,
  ): Task<ProviderRefund> {
    const { wiring, engine, attempts } = this.store;
    const { books } = this.provider;
    const intent = attempts.get(attemptId)?.attempt.reference ?? '';
    const window = wiring.decideKeyWindow(createdAt, engine.now());
    if (wiring.mustLookUpFirst({ keyRound, keyWindow: window, reference })) {
      const known = yield* this.gate.pass(
        context,
        'find_refund',
        null,
        id,
        () => books.refunds.find(({ refundId }) => refundId === id) ?? null,
      );
      if (known !== null) return known;
    }
    const key = wiring.providerKey(id, 'refund', keyRound);
    return yield* this.gate.pass(context, 'refund', key, `${intent} ${id} ${amountMinor}`, () =>
      books.refund(intent, id, amountMinor),
    );
  }

  #record(id: string, attemptId: string, amountMinor: number): RefundRow {
    const { engine, wiring, attempts, refunds } = this.store;
    const attempt = attempts.get(attemptId);
    if (attempt === undefined) throw new Fault('not_found', 'payment.attempt.not_found', attemptId);
    const known = refunds.get(id);
    if (known !== undefined) return known;
    const pendingMinor = refunds
      .all()
      .filter((row) => row.attemptId === attemptId && row.state === 'pending')
      .reduce((sum, row) => sum + row.amountMinor, 0);
    wiring.decideAttempt(attempt.attempt, { type: 'refund', amountMinor, pendingMinor });
    const createdAt = engine.now();
    const nextLookAt = createdAt + REFUND_FIRST_LOOK_MS;
    const row: RefundRow = {
      id,
      attemptId,
      amountMinor,
      state: 'pending',
      reference: null,
      keyRound: 1,
      looks: 0,
      createdAt,
      settledAt: null,
      nextLookAt,
    };
    refunds.set(id, row);
    return row;
  }

  *#nextKeyRound(context: Context, { id, keyRound }: RefundRow): Task<void> {
    const { database, refunds } = this.store;
    yield* database.transaction(context, `next keys of ${id}`, () => {
      const row = refunds.get(id)!;
      if (row.keyRound === keyRound) refunds.set(id, { ...row, keyRound: keyRound + 1 });
    });
  }
}
